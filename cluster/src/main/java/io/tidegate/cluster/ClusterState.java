package io.tidegate.cluster;

import io.tidegate.cluster.join.JoinCall;
import io.tidegate.cluster.join.JoinDesk;
import io.tidegate.cluster.pki.Authority;
import io.tidegate.cluster.pki.Credentials;
import io.tidegate.cluster.pki.NodeFolder;
import io.tidegate.cluster.pki.P256;
import io.tidegate.cluster.pki.PrivateFiles;
import io.tidegate.cluster.pki.Revocations;
import io.tidegate.cluster.tunnel.Peer;
import io.tidegate.cluster.tunnel.PeerBook;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/// What a node keeps about its cluster. Any thread; waits for the disk.
final class ClusterState {
  private static final String SECRET = "secret";

  private final PrivateFiles files;
  private final NodeFolder folder;
  private final PeerBook book;
  private final Revocations revocations;
  private final String secret;
  private volatile Credentials credentials;

  private ClusterState(PrivateFiles files, Credentials credentials, String secret)
      throws IOException {
    this.files = files;
    this.folder = new NodeFolder(files);
    this.credentials = credentials;
    this.secret = secret;
    this.book = PeerBook.open(files);
    this.revocations = Revocations.open(files);
  }

  /// Empty while the node is in no cluster.
  static Optional<ClusterState> open(ClusterOptions options)
      throws IOException, GeneralSecurityException {
    PrivateFiles files = new PrivateFiles(options.folder());
    Optional<Credentials> credentials = new NodeFolder(files).credentials();
    Optional<String> secret = files.read(SECRET);
    if (credentials.isEmpty() || secret.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new ClusterState(files, credentials.get(), secret.get().strip()));
  }

  static void requireNone(ClusterOptions options) throws IOException, GeneralSecurityException {
    if (open(options).isPresent()) {
      throw new IllegalStateException("this node is in a cluster: it has to leave that first");
    }
  }

  static void found(ClusterOptions options) throws IOException, GeneralSecurityException {
    requireNone(options);
    Instant now = options.clock().instant();
    Authority authority = Authority.make(now);
    KeyPair pair = P256.generate();
    String id = JoinDesk.newId();
    Credentials credentials =
        new Credentials(
            pair.getPrivate(),
            authority.issue(pair.getPublic(), 1, id, now),
            authority.certificate());
    PrivateFiles files = new PrivateFiles(options.folder());
    String host =
        options.host().orElseGet(() -> options.tunnel().listen().getAddress().getHostAddress());
    Peer self = new Peer(1, id, options.name(), host, options.tunnel().listen().getPort());
    PeerBook.open(files).put(self);
    files.write(SECRET, JoinDesk.newId() + "\n");
    NodeFolder folder = new NodeFolder(files);
    folder.put(authority);
    folder.put(credentials);
  }

  static void keep(ClusterOptions options, JoinCall.Joined joined)
      throws IOException, GeneralSecurityException {
    PrivateFiles files = new PrivateFiles(options.folder());
    PeerBook book = PeerBook.open(files);
    for (Peer peer : joined.peers()) {
      book.put(peer);
    }
    boolean ignored = Revocations.open(files).merge(joined.revocations());
    files.write(SECRET, joined.secret() + "\n");
    new NodeFolder(files).put(joined.credentials());
  }

  PrivateFiles files() {
    return files;
  }

  PeerBook book() {
    return book;
  }

  Revocations revocations() {
    return revocations;
  }

  String secret() {
    return secret;
  }

  Credentials credentials() {
    return credentials;
  }

  int number() {
    return credentials.name().number();
  }

  /// Empty at nodes that do not issue certificates. Its own certificate is renewed here.
  Optional<Authority> authority(Instant now) throws IOException, GeneralSecurityException {
    Optional<Authority> found = folder.authority();
    if (found.isEmpty()) {
      return found;
    }
    Authority renewed = found.get().renewed(now);
    if (!renewed.equals(found.get())) {
      folder.put(renewed);
    }
    return Optional.of(renewed);
  }

  void renew(X509Certificate certificate) throws IOException, GeneralSecurityException {
    Credentials now = credentials;
    Credentials renewed = new Credentials(now.key(), certificate, now.authority());
    folder.renew(certificate);
    credentials = renewed;
  }
}
