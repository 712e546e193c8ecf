export { axeProblems } from './axe.ts'
export { launchBrowser, type OpenedPage, openPage, setLook } from './browser.ts'
export { seedConversations } from './seed-conversations.ts'
export { live, signedIn, signIn } from './sign-in.ts'
