import { Outlet } from '@tanstack/react-router'
import { Toaster } from '../ui/toaster.tsx'

export function Root() {
  return (
    <>
      <Outlet />
      <Toaster />
    </>
  )
}
