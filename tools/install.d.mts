export declare const root: string
export declare function install(directory?: string): Promise<string>
export declare function isInstalled(directory: string): boolean
export declare function findNode(directory?: string): string
export declare function stop(sentence: string): never
