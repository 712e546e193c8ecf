import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { router } from './app/router.tsx'
import { startLanguage } from './i18n/language.ts'
import { followMotion } from './theme/motion.ts'
import { followTheme } from './theme/theme.ts'
import './theme/base.css'

followTheme()
followMotion()
// Not awaited at the top level: the bundler would cut what the lazy screens share with this file into twenty pieces.
void startLanguage().then(() => {
  createRoot(document.getElementById('root')!).render(<RouterProvider router={router} />)
})
