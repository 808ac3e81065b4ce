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
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;

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
    if (new NodeFolder(new PrivateFiles(options.folder())).hasAuthorityKey()) {
      throw new IllegalStateException(
          options.folder()
              + " holds the key of a cluster's authority (ca.key), but this node is in no cluster:"
              + " restore the rest of the folder, or move it away");
    }
  }

  static void found(ClusterOptions options) throws IOException, GeneralSecurityException {
    requireNone(options);
    InetAddress listen = options.tunnel().listen().getAddress();
    if (options.host().isEmpty() && listen.isAnyLocalAddress()) {
      throw new IllegalStateException("it is not known by which address others reach this node");
    }
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
    files.clear(); // what is left of another one
    String host = options.host().orElseGet(listen::getHostAddress);
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
    files.clear(); // what is left of another one
    PeerBook.open(files).putAll(joined.peers());
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

  /// This node as it has to be reached now; what is told of it elsewhere may be older.
  ///
  /// @param told by others, null when nobody did
  Optional<Peer> self(ClusterOptions options, @Nullable Peer told) {
    @Nullable Peer known = told == null ? book.find(number()).orElse(null) : told;
    @Nullable String host = options.host().orElse(known == null ? null : known.host());
    if (host == null) {
      return Optional.empty();
    }
    int port = options.tunnel().listen().getPort();
    String id = credentials.name().id();
    long revision = known == null ? 0 : known.revision();
    Peer now = new Peer(number(), id, options.name(), host, port, revision);
    return Optional.of(
        known == null || now.equals(known)
            ? now
            : new Peer(number(), id, options.name(), host, port, revision + 1));
  }

  void keepSelf(ClusterOptions options) throws IOException {
    book.putAll(self(options, null).stream().toList());
  }

  /// What stands for the nodes that are trusted, this one among them.
  Map<Integer, InetAddress> addresses(ClusterOptions options) {
    IntFunction<InetAddress> aliases = options.tunnel().aliases();
    Map<Integer, InetAddress> addresses = new TreeMap<>();
    addresses.put(number(), aliases.apply(number()));
    for (Peer peer : book.all()) {
      if (!revocations.contains(peer.number())) {
        addresses.put(peer.number(), aliases.apply(peer.number()));
      }
    }
    return addresses;
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
