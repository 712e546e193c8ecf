/**
 * Countries whose numbers tell the time of their people: one zone for all who live there. America, Russia, Australia,
 * Brazil, Spain and others have several, so nothing is said of them.
 */
const zones: Readonly<Record<string, readonly [country: string, timeZone: string]>> = {
  20: ['EG', 'Africa/Cairo'],
  27: ['ZA', 'Africa/Johannesburg'],
  30: ['GR', 'Europe/Athens'],
  31: ['NL', 'Europe/Amsterdam'],
  32: ['BE', 'Europe/Brussels'],
  33: ['FR', 'Europe/Paris'],
  36: ['HU', 'Europe/Budapest'],
  39: ['IT', 'Europe/Rome'],
  40: ['RO', 'Europe/Bucharest'],
  41: ['CH', 'Europe/Zurich'],
  43: ['AT', 'Europe/Vienna'],
  44: ['GB', 'Europe/London'],
  45: ['DK', 'Europe/Copenhagen'],
  46: ['SE', 'Europe/Stockholm'],
  47: ['NO', 'Europe/Oslo'],
  48: ['PL', 'Europe/Warsaw'],
  49: ['DE', 'Europe/Berlin'],
  51: ['PE', 'America/Lima'],
  54: ['AR', 'America/Argentina/Buenos_Aires'],
  57: ['CO', 'America/Bogota'],
  60: ['MY', 'Asia/Kuala_Lumpur'],
  63: ['PH', 'Asia/Manila'],
  65: ['SG', 'Asia/Singapore'],
  66: ['TH', 'Asia/Bangkok'],
  81: ['JP', 'Asia/Tokyo'],
  82: ['KR', 'Asia/Seoul'],
  84: ['VN', 'Asia/Ho_Chi_Minh'],
  86: ['CN', 'Asia/Shanghai'],
  90: ['TR', 'Europe/Istanbul'],
  91: ['IN', 'Asia/Kolkata'],
  92: ['PK', 'Asia/Karachi'],
  94: ['LK', 'Asia/Colombo'],
  98: ['IR', 'Asia/Tehran'],
  212: ['MA', 'Africa/Casablanca'],
  213: ['DZ', 'Africa/Algiers'],
  216: ['TN', 'Africa/Tunis'],
  233: ['GH', 'Africa/Accra'],
  234: ['NG', 'Africa/Lagos'],
  254: ['KE', 'Africa/Nairobi'],
  353: ['IE', 'Europe/Dublin'],
  358: ['FI', 'Europe/Helsinki'],
  380: ['UA', 'Europe/Kyiv'],
  420: ['CZ', 'Europe/Prague'],
  852: ['HK', 'Asia/Hong_Kong'],
  880: ['BD', 'Asia/Dhaka'],
  886: ['TW', 'Asia/Taipei'],
  961: ['LB', 'Asia/Beirut'],
  962: ['JO', 'Asia/Amman'],
  964: ['IQ', 'Asia/Baghdad'],
  965: ['KW', 'Asia/Kuwait'],
  966: ['SA', 'Asia/Riyadh'],
  971: ['AE', 'Asia/Dubai'],
  972: ['IL', 'Asia/Jerusalem'],
  974: ['QA', 'Asia/Qatar'],
}

/** Where and what time it is for somebody with this number (E.164 with its plus); null where the number does not tell. */
export function zoneOfPhone(phone: string | null): { country: string; timeZone: string } | null {
  const digits = /^\+(\d{8,15})$/.exec(phone ?? '')?.[1]
  if (!digits) return null
  // No country's code begins with another's.
  const [country, timeZone] = zones[digits.slice(0, 2)] ?? zones[digits.slice(0, 3)] ?? []
  return country && timeZone ? { country, timeZone } : null
}
