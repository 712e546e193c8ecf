export { launchBrowser, type OpenedPage, openPage, setLook } from './browser.ts'
export { live, signedIn, signIn } from './sign-in.ts'
