/**
 * @file A certificate for `localhost` that no computer trusts by itself, and its key, which protects nothing: for tests that need TLS.
 *
 *     openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj /CN=localhost
 *       -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -addext basicConstraints=critical,CA:TRUE
 */
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUO7wzfqLQpnjbuyq/yeFRBjaUVMUwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzEzMjY0NloYDzIxMjYxMDMw
MTMyNjQ2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQSfF7vDSO2v9pIGhrqtRgMta7Eo64EcO3ucFqQyoCm3cQfxyA4BBoj
W5o61nWlNv13lY5qqmUDgo1fZDn+kXFXo28wbTAdBgNVHQ4EFgQU0oHE8yEuVcjQ
Jltb57TQFu9IO40wHwYDVR0jBBgwFoAU0oHE8yEuVcjQJltb57TQFu9IO40wGgYD
VR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZI
zj0EAwIDSQAwRgIhAIkuSwbxSLegvZt0YAdp6zUoS9jVk1Q+BEln6F/sL5OCAiEA
/YRqp/cJguq1PZrUg+U/KoLkfZg/MVxrOdBpDzCSbZA=
-----END CERTIFICATE-----
`;

export const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgJLvVb1/O/Uhma2KB
FxOAeDpaSK9+tjcFj/pYG0GTfBWhRANCAAQSfF7vDSO2v9pIGhrqtRgMta7Eo64E
cO3ucFqQyoCm3cQfxyA4BBojW5o61nWlNv13lY5qqmUDgo1fZDn+kXFX
-----END PRIVATE KEY-----
`;
