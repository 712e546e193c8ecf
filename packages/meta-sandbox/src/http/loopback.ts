const loopbackNames = ['127.0.0.1', 'localhost', '[::1]', '::1']

export function isLoopback(host: string): boolean {
  return loopbackNames.includes(host)
}

/**
 * Whether a request was really meant for this machine. A page on the web can make its own name point to 127.0.0.1;
 * the browser then still sends that name as Host.
 */
export function isForLoopback(hostHeader: string | undefined): boolean {
  return isLoopback((hostHeader ?? '').replace(/:\d+$/, ''))
}
