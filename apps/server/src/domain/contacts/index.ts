export * from './contact.ts'
export * from './contact-book.ts'
