package io.tidegate.cluster;

import io.tidegate.cluster.join.JoinCall;
import io.tidegate.cluster.join.JoinDesk;
import io.tidegate.cluster.join.JoinToken;
import io.tidegate.cluster.join.JoinTokens;
import io.tidegate.cluster.join.Joining;
import io.tidegate.cluster.member.Membership;
import io.tidegate.cluster.member.MembershipOptions;
import io.tidegate.cluster.member.SharedLines;
import io.tidegate.cluster.pki.Authority;
import io.tidegate.cluster.pki.Credentials;
import io.tidegate.cluster.pki.NodeTls;
import io.tidegate.cluster.pki.P256;
import io.tidegate.cluster.pki.PeerCheck;
import io.tidegate.cluster.pki.PrivateFiles;
import io.tidegate.cluster.pki.Revocation;
import io.tidegate.cluster.tunnel.Applications;
import io.tidegate.cluster.tunnel.Peer;
import io.tidegate.cluster.tunnel.PeerConnection;
import io.tidegate.cluster.tunnel.PeerProtocol;
import io.tidegate.cluster.tunnel.Tunnel;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This node in its cluster. Any thread that may wait.
///
/// 1. [#found] once at the first node, or [#join] with a token of another one.
/// 2. [#start] whenever the process starts; [#close] before it ends.
public final class ClusterNode implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClusterNode.class);

  /// Peers that do not answer keep the first one no longer.
  private static final Duration FIRST_CALLS = Duration.ofMillis(500);

  /// Others that do not listen keep a node that stops no longer.
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  /// Whoever asks to join while this node starts waits no longer.
  private static final Duration FIRST_LINES = Duration.ofSeconds(3);

  private static final Duration PENALTY = Duration.ofSeconds(1);

  /// The first node, which holds the authority.
  private static final int AUTHORITY = 1;

  private final ClusterOptions options;
  private final ClusterState state;
  private final Optional<JoinTokens> tokens;
  private final Joining joining;
  private final Tunnel tunnel;
  private final Membership membership;
  private final SharedBook book;
  private final SharedLines revoked;
  private final Stops stops;
  private final Renewal renewal;
  private final CountDownLatch learned = new CountDownLatch(1);
  private final AtomicBoolean leaving = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean ended;
  private final List<Runnable> revokedListeners = new CopyOnWriteArrayList<>();

  /// Makes a new cluster, of this node alone.
  ///
  /// @throws IllegalStateException when it is in one
  public static void found(ClusterOptions options) throws IOException, GeneralSecurityException {
    ClusterState.found(options);
  }

  /// Makes this node one of a cluster.
  ///
  /// @param relay of any node there
  /// @throws IllegalStateException when it is in one
  /// @throws io.tidegate.cluster.join.JoinRefusedException when the cluster does not want it
  public static void join(ClusterOptions options, InetSocketAddress relay, JoinToken token)
      throws IOException, GeneralSecurityException {
    ClusterState.requireNone(options);
    JoinCall.Self self =
        new JoinCall.Self(options.name(), options.host(), options.tunnel().listen().getPort());
    ClusterState.keep(options, JoinCall.call(relay, token, self, options.clock()));
  }

  /// Whether this node is in a cluster.
  public static boolean isMember(ClusterOptions options)
      throws IOException, GeneralSecurityException {
    return ClusterState.open(options).isPresent();
  }

  /// Whether this node is in a cluster that does not trust it any more.
  public static boolean isRevoked(ClusterOptions options)
      throws IOException, GeneralSecurityException {
    return ClusterState.open(options)
        .filter(state -> state.revocations().contains(state.number()))
        .isPresent();
  }

  /// Deletes what this node has of a cluster that it is not in any more. Not while it runs in one.
  public static void forget(ClusterOptions options) throws IOException {
    new PrivateFiles(options.folder()).clear();
  }

  /// Finds the other nodes, or goes on alone.
  ///
  /// @param media what is served to other nodes beside the cluster's own, by ALPN name
  /// @throws IllegalStateException when it is in no cluster, or was revoked
  public static ClusterNode start(ClusterOptions options, Map<String, PeerProtocol> media)
      throws IOException, GeneralSecurityException, InterruptedException {
    ClusterState state =
        ClusterState.open(options)
            .orElseThrow(() -> new IllegalStateException("this node is in no cluster"));
    if (state.revocations().contains(state.number())) {
      throw new IllegalStateException("this node was revoked: it has to join anew");
    }
    return new ClusterNode(options, state, media);
  }

  private ClusterNode(ClusterOptions options, ClusterState state, Map<String, PeerProtocol> media)
      throws IOException, GeneralSecurityException, InterruptedException {
    this.options = options;
    this.state = state;
    Optional<Authority> authority = state.authority(options.clock().instant());
    tokens = authority.isPresent() ? Optional.of(openTokens(authority.get())) : Optional.empty();
    joining = new Joining(upstream(authority), PENALTY);
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      tunnel = openTunnel(media);
      opened.push(tunnel);
      state.keepSelf(options);
      tunnel.start();
      tunnel.awaitFirstCalls(FIRST_CALLS);
      membership = Membership.start(membershipOptions());
      opened.push(membership);
      tunnel.observeLost(membership::lost);
      book = new SharedBook(options, state, membership);
      opened.push(book);
      revoked = new SharedLines(membership, "revoked", this::revokedLines, this::putRevoked);
      opened.push(revoked);
      stops = new Stops(membership, state.files(), state.number(), options.clock());
      opened.push(stops);
      renewal = new Renewal(state, this::callAuthority, options.clock());
      opened.push(renewal);
      renewal.start();
    } catch (Throwable failed) { // whatever it is, nothing of a half node stays
      opened.forEach(ClusterNode::end);
      throw failed;
    }
    learned.countDown();
    state.revocations().observe(this::revoked);
    state.revocations().all().forEach(this::revoked); // those that came meanwhile
  }

  private JoinTokens openTokens(Authority authority) throws IOException, GeneralSecurityException {
    return JoinTokens.open(
        state.files(), P256.fingerprint(authority.certificate()), options.clock());
  }

  private Joining.Upstream upstream(Optional<Authority> authority) {
    if (authority.isEmpty() || tokens.isEmpty()) {
      return new Joining.Upstream.There(this::callAuthority);
    }
    JoinDesk.Known known = new JoinDesk.Known(state.book(), state.revocations(), state.secret());
    return new Joining.Upstream.Here(
        new JoinDesk(authority.get(), tokens.get(), known, state.files(), options.clock()));
  }

  private PeerConnection callAuthority() throws IOException {
    return tunnel.call(AUTHORITY, Applications.DESK);
  }

  private Tunnel openTunnel(Map<String, PeerProtocol> media)
      throws IOException, GeneralSecurityException {
    Credentials credentials = state.credentials();
    PeerCheck check =
        new PeerCheck(credentials.authority(), state.revocations()::contains, options.clock());
    Map<String, PeerProtocol> served = new HashMap<>(media);
    served.put(
        Applications.DESK,
        connection -> {
          awaitLearned();
          joining.servePeer(connection);
        });
    return new Tunnel(
        state.number(),
        options.tunnel(),
        new NodeTls(state::credentials, check),
        check,
        new Tunnel.Trusted(state.book(), state.revocations()),
        new Applications(
            served,
            Map.of(
                Applications.JOIN,
                (connection, caller) -> {
                  awaitLearned();
                  joining.serveStranger(connection, caller);
                })));
  }

  /// Nobody is let in before it is known who was: this node's disk may be an old one.
  private void awaitLearned() throws IOException {
    try {
      if (!learned.await(FIRST_LINES.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("this node has not heard yet who else there is");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("this node stops", stopped);
    }
  }

  private MembershipOptions membershipOptions() {
    return new MembershipOptions(
        state.secret(),
        state.number(),
        state.addresses(options),
        options.tunnel().memberPort(),
        1,
        options.silence());
  }

  private Map<Integer, String> revokedLines() {
    Map<Integer, String> lines = new HashMap<>();
    state.revocations().all().forEach(one -> lines.put(one.number(), one.line()));
    return lines;
  }

  private void putRevoked(String line) {
    Revocation.parse(line)
        .ifPresent(one -> {
          try {
            boolean ignored = state.revocations().merge(List.of(one));
          } catch (IOException disk) {
            log.error("a revocation counts, but is not on the disk: {}", disk.toString());
          }
        });
  }

  private void revoked(Revocation one) {
    membership.know(state.addresses(options));
    if (one.number() == state.number() && !leaving.get() && !closed.get()) {
      log.error("this node was revoked: it leaves the cluster");
      Thread.ofVirtual()
          .name("cluster-leave")
          .start(() -> {
            revokedListeners.forEach(Runnable::run);
            close();
          });
    }
  }

  /// Told when this node was revoked, on a thread that may wait; afterwards it closes by itself.
  public void observeRevoked(Runnable listener) {
    revokedListeners.add(listener);
  }

  /// Who this node is.
  public int number() {
    return state.number();
  }

  /// All that have joined and were not revoked, whether they are there or not.
  public List<Peer> known() {
    return state.book().all().stream()
        .filter(peer -> !state.revocations().contains(peer.number()))
        .toList();
  }

  /// Those that are not trusted any more.
  public List<Revocation> revoked() {
    return state.revocations().all();
  }

  /// Who that is or was; empty for a number that nobody had.
  public Optional<Peer> find(int number) {
    return state.book().find(number);
  }

  /// Whether the node has said that it stops, and did not come back.
  public boolean hasStopped(int number) {
    return stops.has(number);
  }

  /// The node that lets others in.
  public int authority() {
    return AUTHORITY;
  }

  public Tunnel tunnel() {
    return tunnel;
  }

  public Membership membership() {
    return membership;
  }

  /// The join tokens, at the node that holds the authority.
  public Optional<JoinTokens> tokens() {
    return tokens;
  }

  public Joining joining() {
    return joining;
  }

  /// Trusts a node no more, everywhere: its connections end at once.
  ///
  /// @return false when it is not known, or was revoked before
  public boolean revoke(int number) throws IOException {
    @Nullable Peer peer = state.book().find(number).orElse(null);
    Optional<Revocation> before = state.revocations().find(number);
    if (before.isPresent()) {
      revoked.tellNew(number, before.get().line()); // others may not have heard it
      return false;
    }
    if (peer == null) {
      return false;
    }
    Revocation one = new Revocation(number, peer.id(), options.clock().instant());
    if (number == state.number()) {
      revoked.tell(number, one.line()); // afterwards nobody listens
      return state.revocations().merge(List.of(one));
    }
    try {
      return state.revocations().merge(List.of(one)); // before all else, it is cut off here
    } finally {
      revoked.tell(number, one.line());
    }
  }

  /// @throws IllegalStateException when the others could not do without it
  public void requireLeaving() {
    if (tokens.isPresent() && known().size() > 1) {
      throw new IllegalStateException(
          "this node holds the cluster's authority: without it no node joins and no certificate is"
              + " renewed; all others have to leave before it does");
    }
  }

  /// Leaves for good and ends: from now on the others trust this node no more. When it fails, the
  /// node runs on and may be asked to leave again.
  ///
  /// @throws IllegalStateException as [#requireLeaving]
  public void leave() {
    requireLeaving();
    if (closed.get() || !leaving.compareAndSet(false, true)) {
      return;
    }
    try {
      String id = state.credentials().name().id();
      Revocation self = new Revocation(state.number(), id, options.clock().instant());
      revoked.tell(self.number(), self.line());
    } catch (RuntimeException untold) {
      leaving.set(false);
      throw untold;
    }
    if (closed.compareAndSet(false, true)) {
      end();
    }
  }

  /// Whether it has ended, by [#close] or because it was revoked: another one may start.
  public boolean isClosed() {
    return ended;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      tellStop();
      end();
    }
  }

  private void tellStop() {
    try {
      stops.tellStop(GOODBYE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    for (AutoCloseable one : List.of(renewal, stops, book, revoked, membership, tunnel)) {
      end(one);
    }
    ended = true;
  }

  private static void end(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception failed) { // the next one has to end all the same
      log.error("the cluster's node ends, but not all of it", failed);
    }
  }
}
