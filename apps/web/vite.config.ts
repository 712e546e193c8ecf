import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = process.env.SWITCHBOARD_URL ?? 'http://localhost:3000'

export default defineConfig({
  plugins: [react()],
  build: { target: 'es2022', sourcemap: false },
  server: { proxy: { '/api': { target: server, ws: true } } },
})
