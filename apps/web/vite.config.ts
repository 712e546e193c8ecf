import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = process.env.SWITCHBOARD_URL ?? 'http://localhost:3000'

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: {
    target: 'es2023',
    // Browsers with `light-dark()`: what the tokens are written in is passed on as it is.
    cssTarget: ['chrome125', 'firefox128', 'safari18'],
    sourcemap: false,
  },
  server: { proxy: { '/api': { target: server, ws: true } } },
})
