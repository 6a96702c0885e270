export { cloudflareCertificate, fingerprint, tlsCertificate, type TlsSocketLike } from './certificate.js'
export { presentedBy, type PresentedOptions, type PresentedRequest } from './presented.js'
export { refusal, type RefusalOptions } from './refusal.js'
