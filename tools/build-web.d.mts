export declare function buildWeb(node: string, directory?: string): void
