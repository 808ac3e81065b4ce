package io.tidegate.cluster.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;

/// Keys and certificates of this node in the folder `cluster` of its data: `node.key`, `node.pem`,
/// `ca.pem`, and `ca.key` at the node that issues certificates. One thread at a time.
public final class NodeFolder {
  private static final String NODE_KEY = "node.key";
  private static final String NODE = "node.pem";
  private static final String AUTHORITY_KEY = "ca.key";
  private static final String AUTHORITY = "ca.pem";

  private final PrivateFiles files;

  public NodeFolder(PrivateFiles files) {
    this.files = files;
  }

  /// The node's own, empty while it has joined no cluster.
  ///
  /// @throws GeneralSecurityException when they cannot be used
  public Optional<Credentials> credentials() throws IOException, GeneralSecurityException {
    Optional<String> key = files.read(NODE_KEY);
    Optional<String> certificate = files.read(NODE);
    Optional<String> authority = files.read(AUTHORITY);
    if (key.isEmpty() || certificate.isEmpty() || authority.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Credentials(
              P256.privateKey(key.get()),
              P256.certificate(certificate.get()),
              P256.certificate(authority.get())));
    } catch (IllegalArgumentException apart) {
      throw new GeneralSecurityException(apart.getMessage(), apart);
    }
  }

  /// The certificate last: while it is of another key, the node has none.
  public void put(Credentials credentials) throws IOException, GeneralSecurityException {
    files.write(AUTHORITY, pem(credentials.authority()));
    files.delete(NODE);
    files.write(NODE_KEY, pem(credentials.key()));
    files.write(NODE, pem(credentials.certificate()));
  }

  /// A new certificate for the key that is there.
  public void renew(X509Certificate certificate) throws IOException, GeneralSecurityException {
    files.write(NODE, pem(certificate));
  }

  /// Empty at nodes that do not issue certificates.
  public Optional<Authority> authority() throws IOException, GeneralSecurityException {
    Optional<String> key = files.read(AUTHORITY_KEY);
    Optional<String> certificate = files.read(AUTHORITY);
    if (key.isEmpty() || certificate.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Authority(P256.certificate(certificate.get()), P256.privateKey(key.get())));
    } catch (IllegalArgumentException apart) {
      throw new GeneralSecurityException(apart.getMessage(), apart);
    }
  }

  /// Whether there is one, whatever else is.
  public boolean hasAuthorityKey() throws IOException {
    return files.read(AUTHORITY_KEY).isPresent();
  }

  public void put(Authority authority) throws IOException, GeneralSecurityException {
    files.write(AUTHORITY_KEY, pem(authority.key()));
    files.write(AUTHORITY, pem(authority.certificate()));
  }

  /// Forgets all of it: the node has left.
  public void clear() throws IOException {
    for (String name : new String[] {NODE, NODE_KEY, AUTHORITY, AUTHORITY_KEY}) {
      files.delete(name);
    }
  }

  private static String pem(X509Certificate certificate) throws GeneralSecurityException {
    return Pem.encode(Pem.CERTIFICATE, certificate.getEncoded());
  }

  private static String pem(PrivateKey key) {
    return Pem.encode(Pem.PRIVATE_KEY, key.getEncoded());
  }
}
