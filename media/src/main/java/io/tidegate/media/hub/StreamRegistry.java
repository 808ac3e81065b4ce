package io.tidegate.media.hub;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// All live streams of this process, by key. Any thread, unless a method says otherwise.
///
/// One publisher holds a key, or one for each of its sources where [AdmissionPolicy#plan] has
/// several: the best that works plays, the others stand by. A second one is refused with
/// [Refusal#KEY_TAKEN], unless the policy lets it take over or the first has been silent for
/// [HubOptions#silence()]: a dead publisher never blocks its own return.
public final class StreamRegistry {
  private final ConcurrentHashMap<StreamKey, StreamHub> hubs = new ConcurrentHashMap<>();
  private final List<StreamObserver> observers = new CopyOnWriteArrayList<>();
  private final Loops loops;
  private final AdmissionPolicy policy;
  private final HubOptions options;
  private final Decisions decisions;
  private final WaitingPlayers players;
  private final AtomicLong lastPublisher = new AtomicLong();
  private volatile boolean shuttingDown;

  /// Players of what is not live are refused at once.
  public StreamRegistry(Loops loops, AdmissionPolicy policy, HubOptions options) {
    this(loops, policy, options, WaitingPlayers.Limits.NONE);
  }

  public StreamRegistry(
      Loops loops, AdmissionPolicy policy, HubOptions options, WaitingPlayers.Limits waiting) {
    this(loops, policy, options, waiting, Decisions.Limits.DEFAULT);
  }

  public StreamRegistry(
      Loops loops,
      AdmissionPolicy policy,
      HubOptions options,
      WaitingPlayers.Limits waiting,
      Decisions.Limits deciding) {
    this.loops = loops;
    this.policy = policy;
    this.options = options;
    this.decisions = new Decisions(loops, deciding);
    this.players = new WaitingPlayers(this, policy, decisions, loops, waiting);
  }

  /// Who waits for the policy.
  public Decisions decisions() {
    return decisions;
  }

  /// Where players find their stream, or wait for it.
  public WaitingPlayers players() {
    return players;
  }

  /// Whether a peer that came by itself may publish, at once or later; then it is to [#publish] as
  /// [PublishRequest#admitted]. On the publisher's loop.
  public void admit(PublishRequest request, Decisions.Asker asker) {
    decisions.settle(wouldAdmit(request), request.protocol(), asker);
  }

  /// A session's id for a publisher without a connection, as a file or what is made here: no other
  /// publisher of this process has or had it. Any thread.
  public String nextPublisher(Protocol protocol) {
    return protocol.label() + "-" + Long.toString(lastPublisher.incrementAndGet(), 36);
  }

  /// Asks for a key. On the publisher's loop, to which `owner` and the events then belong. What the
  /// policy cannot tell at once of one that [#admit] did not let in is no.
  public PublishResult publish(PublishRequest request, Publication.Owner owner) {
    if (shuttingDown) {
      return new PublishResult.Refused(Refusal.SHUTTING_DOWN, "the server is stopping");
    }
    return switch (admission(request)) {
      case Admission.Refused refused ->
          new PublishResult.Refused(refused.refusal(), refused.message());
      case Admission.Granted granted -> claim(request.admitted(granted), owner);
      case Admission.Pending _ ->
          new PublishResult.Refused(Refusal.NOT_AUTHORISED, "it was not let in before");
    };
  }

  /// What [#admit] would answer now: for handshakes that carry the answer. Any thread, a look-up in
  /// memory.
  public Admission wouldAdmit(PublishRequest request) {
    if (shuttingDown) {
      return new Admission.Refused(Refusal.SHUTTING_DOWN, "the server is stopping");
    }
    Admission admission = admission(request);
    if (!(admission instanceof Admission.Granted)) {
      return admission; // who has to show who he is hears of other publishers later
    }
    StreamHub hub = hubs.get(request.key());
    Publication before = hub == null ? null : inPlace(hub, request);
    return before == null || mayReplace(before, request)
        ? admission
        : new Admission.Refused(Refusal.KEY_TAKEN, "another publisher is live on this stream");
  }

  private Admission admission(PublishRequest request) {
    return request.key().isPattern()
        ? new Admission.Refused(Refusal.BAD_KEY, "a pattern is no stream")
        : policy.publish(request);
  }

  /// The stream of this key, null when there is none.
  public @Nullable StreamHub find(StreamKey key) {
    return hubs.get(key);
  }

  /// Every stream, in no order.
  public List<StreamView> views() {
    return hubs.values().stream().map(StreamHub::view).toList();
  }

  /// Every stream, by key.
  public List<StreamView> streams() {
    return hubs.values().stream()
        .map(StreamHub::view)
        .sorted(Comparator.comparing(StreamView::key))
        .toList();
  }

  /// `observer` hears of every stream from now on.
  public void observe(StreamObserver observer) {
    observers.add(observer);
  }

  /// Takes a key from its publishers, who are told; the stream waits for a return as after any end.
  /// False when nobody publishes there.
  public boolean kick(StreamKey key, CloseReason reason) {
    return kick(key, _ -> true, reason);
  }

  /// The same for some of them.
  public boolean kick(StreamKey key, Predicate<PublishRequest> whom, CloseReason reason) {
    StreamHub hub = hubs.get(key);
    boolean any = false;
    if (hub != null) {
      for (Publication publication : hub.publishers()) {
        if (whom.test(publication.request())) {
          any = true;
          hub.left(publication, reason);
          publication.revoke(reason);
        }
      }
    }
    return any;
  }

  /// Looks at [AdmissionPolicy#plan] again. Any thread.
  public void replan(StreamKey key) {
    StreamHub hub = hubs.get(key);
    if (hub != null) {
      hub.loop().run(() -> hub.replan(policy.plan(key), this::sourceOf));
    }
  }

  /// Ends a stream now, for its publisher and its viewers. False when there is none.
  public boolean end(StreamKey key, CloseReason reason) {
    StreamHub hub = hubs.remove(key);
    if (hub == null) {
      return false;
    }
    hub.end(reason);
    return true;
  }

  /// Ends every stream and refuses new ones.
  public void shutDown() {
    shuttingDown = true;
    players.close();
    hubs.values().forEach(hub -> hub.end(CloseReason.SHUTTING_DOWN));
    hubs.clear();
  }

  private PublishResult claim(PublishRequest request, Publication.Owner owner) {
    Loop loop = loops.current();
    Claim claim = new Claim();
    int source = sourceOf(request);
    // compute() is atomic per key: no stream can end between finding and claiming it
    hubs.compute(
        request.key(),
        (key, present) -> {
          StreamHub hub = present != null ? present : newHub(key, loop);
          Publication publication = new Publication(hub, request, loop, owner, options, source);
          Publication before = inPlace(hub, request);
          if (before == null || mayReplace(before, request)) {
            hub.claim(before, publication, policy.grace(request));
            claim.granted = publication;
            claim.replaced = before;
            claim.created = present == null ? hub : null;
          }
          return hub;
        });
    if (claim.replaced != null) {
      claim.replaced.revoke(CloseReason.TAKEN_OVER);
    }
    announce(claim.created);
    Publication granted = claim.granted;
    if (granted == null) {
      return new PublishResult.Refused(
          Refusal.KEY_TAKEN, "another publisher is live on this stream");
    }
    StreamHub hub = granted.hub();
    SourcePlan plan = request.isRelayed() ? SourcePlan.SINGLE : policy.plan(hub.key());
    hub.loop().run(() -> hub.entered(granted, plan, this::sourceOf));
    return new PublishResult.Accepted(granted);
  }

  /// Never outside of the plan.
  private int sourceOf(PublishRequest request) {
    if (request.isRelayed()) {
      return 0; // whichever it is at the other node
    }
    int last = policy.plan(request.key()).sources().size() - 1;
    return Math.clamp(policy.source(request), 0, last);
  }

  /// What came of one claim.
  private static final class Claim {
    @Nullable Publication granted;
    @Nullable Publication replaced;
    @Nullable StreamHub created;
  }

  private StreamHub newHub(StreamKey key, Loop loop) {
    return new StreamHub(key, loop, loops, options, policy::isElsewhere, this::ended);
  }

  /// A new hub lives on the caller's loop, so observers hear of it before its first event.
  private void announce(@Nullable StreamHub hub) {
    if (hub == null) {
      return;
    }
    for (StreamObserver observer : observers) {
      try {
        observer.opened(hub);
      } catch (RuntimeException bug) {
        options.bugs().accept(bug);
      }
    }
    players.look(hub.key());
  }

  /// In whose place it would be: as the same source, or as the one that is relayed, as no stream is
  /// both live here and had from elsewhere.
  private @Nullable Publication inPlace(StreamHub hub, PublishRequest request) {
    for (Publication present : hub.publishers()) {
      if (request.isRelayed() || present.request().isRelayed()) {
        return present;
      }
    }
    return hub.publisher(sourceOf(request));
  }

  private boolean mayReplace(Publication before, PublishRequest request) {
    if (request.isRelayed() || before.request().isRelayed()) {
      return before.request().isRelayed();
    }
    long silentNanos = options.nanoTime().getAsLong() - before.lastEventNanos();
    return silentNanos >= options.silence().toNanos() || policy.takeOver(request);
  }

  /// The grace period of `hub` is over: it goes, unless a publisher came at the last moment.
  private void ended(StreamHub hub) {
    hubs.computeIfPresent(
        hub.key(), (_, present) -> present == hub && hub.publishers().isEmpty() ? null : present);
    if (hubs.get(hub.key()) != hub) {
      hub.end(CloseReason.STREAM_ENDED);
    }
  }
}
