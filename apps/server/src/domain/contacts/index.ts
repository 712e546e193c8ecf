export { claimProfiles, type DueProfile, postponeProfile } from './claim-profiles.ts'
export * from './contact.ts'
export * from './contact-book.ts'
export { learnProfiles, type ProfileAnswer } from './learn-profiles.ts'
