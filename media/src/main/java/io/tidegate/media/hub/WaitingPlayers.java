package io.tidegate.media.hub;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Finds the streams that players ask for, whatever they speak, and lets those wait whose stream is
/// known ([AdmissionPolicy#awaits]) and does not run yet: its source is being started, or has not
/// come back. Any thread, unless a method says otherwise.
///
/// 1. [#seek] resolves the key, asks the policy, tells the [Demand] and answers, at once or later.
///    A policy that takes its time is waited for by [Decisions], as a stream is here.
/// 2. [#look] whenever something has changed about a key.
public final class WaitingPlayers {
  /// @param patience how long a player waits, zero for not at all
  /// @param most how many may wait at once, of all streams
  public record Limits(Duration patience, int most) {
    /// Nobody waits.
    public static final Limits NONE = new Limits(Duration.ZERO, 0);

    public Limits {
      if (patience.isNegative() || most < 0) {
        throw new IllegalArgumentException("players wait " + patience + ", at most " + most);
      }
    }
  }

  /// What becomes of a question. On the player's loop: one of [#found] and [#refused], once, unless
  /// the player has left before.
  public interface Answer {
    /// It may play this.
    ///
    /// @param by the right that it plays by
    void found(StreamHub hub, Admission.Granted by);

    void refused(Refusal refusal, String message);

    /// It has to wait, as it will not be answered within [WaitingPlayers#seek]; said again where
    /// one wait follows another, whose `leave` then counts.
    ///
    /// @param leave to be run on the player's loop when it goes away; idempotent, and without
    ///   effect after the answer
    default void waits(Runnable leave) {}
  }

  private final ConcurrentHashMap<StreamKey, Set<Waiter>> waiters = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final StreamRegistry streams;
  private final AdmissionPolicy policy;
  private final Decisions decisions;
  private final Loops loops;
  private final Limits limits;
  private volatile Demand demand = _ -> Admission.Granted.INSTANCE;
  private volatile boolean closed;

  WaitingPlayers(
      StreamRegistry streams,
      AdmissionPolicy policy,
      Decisions decisions,
      Loops loops,
      WaitingPlayers.Limits limits) {
    this.streams = streams;
    this.policy = policy;
    this.decisions = decisions;
    this.loops = loops;
    this.limits = limits;
  }

  /// Who starts what players ask for. Before the first player.
  public void serve(Demand by) {
    demand = by;
  }

  /// The key of the stream that is meant: of an alias, what it stands for.
  public StreamKey resolve(StreamKey asked) {
    return policy.resolve(asked);
  }

  /// Looks for the stream that `asked` means, for one that comes in by it. On the player's loop.
  public void seek(PlayRequest asked, Answer answer) {
    find(asked, new Entering(asked, answer));
  }

  /// The same for one that came in before, or is to [#enter] later.
  public void find(PlayRequest asked, Answer answer) {
    admit(
        asked,
        new Decisions.Asker() {
          @Override
          public void decided(Admission.Settled decided) {
            switch (decided) {
              case Admission.Refused no -> answer.refused(no.refusal(), no.message());
              case Admission.Granted by -> find(resolved(asked).admitted(by), by, answer);
            }
          }

          @Override
          public void waits(Runnable leave) {
            answer.waits(leave);
          }
        });
  }

  /// Whether there is room for a player that was admitted, which counts from here on; once for
  /// each. Null when there is.
  public Admission.@Nullable Refused enter(PlayRequest asked) {
    return policy.enter(resolved(asked));
  }

  /// Whether `asked` may play, were the stream there or not. On the player's loop.
  public void admit(PlayRequest asked, Decisions.Asker asker) {
    PlayRequest request = resolved(asked);
    decisions.settle(admission(request), request.protocol(), asker);
  }

  /// What [#admit] would answer now. Any thread, a look-up in memory.
  public Admission wouldAdmit(PlayRequest asked) {
    return admission(resolved(asked));
  }

  private void find(PlayRequest request, Admission.Granted by, Answer answer) {
    StreamHub hub = streams.find(request.key());
    if (wouldFind(request) instanceof Admission.Refused no) {
      answer.refused(no.refusal(), no.message());
    } else if (hub != null) {
      answer.found(hub, by);
    } else if (limits.patience().isZero()) {
      answer.refused(Refusal.NOT_FOUND, "the stream does not run yet");
    } else if (count.incrementAndGet() > limits.most()) {
      count.decrementAndGet();
      answer.refused(Refusal.LIMIT_REACHED, "too many players wait, try again later");
    } else {
      new Waiter(request, by, loops.current(), answer).enter();
    }
  }

  /// What [#seek] would say now, a wait for the stream counting as granted: for handshakes that
  /// carry the answer. What it takes is started, too, once it is known that it may.
  public Admission wouldFind(PlayRequest asked) {
    PlayRequest request = resolved(asked);
    Admission admission = admission(request);
    if (!(admission instanceof Admission.Granted)) {
      return admission; // who has to show who he is hears of streams later
    }
    boolean live = streams.find(request.key()) != null;
    if (!live && !policy.awaits(request.key())) {
      return new Admission.Refused(Refusal.NOT_FOUND, "no such stream: nothing is live on it");
    }
    if (closed) {
      return new Admission.Refused(Refusal.SHUTTING_DOWN, "the server is stopping");
    }
    Admission started = demand.wanted(request.key());
    return !live && started instanceof Admission.Refused ? started : admission;
  }

  private Admission admission(PlayRequest resolved) {
    return resolved.key().isPattern()
        ? new Admission.Refused(Refusal.BAD_KEY, "a pattern is no stream")
        : policy.play(resolved);
  }

  /// Somebody plays on what it found earlier, or finds by other means: what runs for players goes
  /// on. Whom the policy admits.
  public void wanted(StreamKey key) {
    Admission _ = demand.wanted(key);
  }

  /// What [#enter] would say to one that is admitted, for handshakes that carry the answer; nobody
  /// has come in by it. Any thread.
  public Admission.@Nullable Refused crowded(PlayRequest asked) {
    return policy.crowded(resolved(asked));
  }

  /// Something has changed about this stream: whoever waits for it is answered if it can be. Soon.
  public void look(StreamKey key) {
    for (Waiter waiter : waiters.getOrDefault(key, Set.of())) {
      waiter.loop.execute(waiter::look);
    }
  }

  /// The streams that somebody waits for.
  public List<StreamKey> awaited() {
    return List.copyOf(waiters.keySet());
  }

  /// Whether somebody waits for this one.
  public boolean isAwaited(StreamKey key) {
    return waiters.containsKey(key);
  }

  /// Players that wait now.
  public int count() {
    return count.get();
  }

  /// Sends all away.
  void close() {
    closed = true;
    awaited().forEach(this::look);
  }

  private PlayRequest resolved(PlayRequest asked) {
    StreamKey key = policy.resolve(asked.key());
    return key.equals(asked.key()) ? asked : asked.of(key);
  }

  /// One that comes in with its stream, if there is room then. Confined to its loop.
  private final class Entering implements Answer {
    private final PlayRequest asked;
    private final Answer answer;

    Entering(PlayRequest asked, Answer answer) {
      this.asked = asked;
      this.answer = answer;
    }

    @Override
    public void found(StreamHub hub, Admission.Granted by) {
      Admission.Refused full = enter(asked);
      if (full == null) {
        answer.found(hub, by);
      } else {
        answer.refused(full.refusal(), full.message());
      }
    }

    @Override
    public void refused(Refusal refusal, String message) {
      answer.refused(refusal, message);
    }

    @Override
    public void waits(Runnable leave) {
      answer.waits(leave);
    }
  }

  /// One player. Confined to its loop.
  private final class Waiter {
    private final PlayRequest request;
    private final Admission.Granted by;
    private final Loop loop;
    private final Answer answer;
    private final Loops.Timer timer;
    private boolean over;

    Waiter(PlayRequest request, Admission.Granted by, Loop loop, Answer answer) {
      this.request = request;
      this.by = by;
      this.loop = loop;
      this.answer = answer;
      this.timer = loops.schedule(loop, limits.patience().toMillis(), this::expire);
    }

    void enter() {
      waiters.compute(
          request.key(),
          (_, present) -> {
            Set<Waiter> all = present == null ? ConcurrentHashMap.newKeySet() : present;
            all.add(this);
            return all;
          });
      answer.waits(this::leave);
      look(); // what came in between told nobody
    }

    void look() {
      if (over) {
        return;
      }
      StreamHub hub = streams.find(request.key());
      if (wouldFind(request) instanceof Admission.Refused no) {
        leave();
        answer.refused(no.refusal(), no.message());
      } else if (hub != null) {
        leave();
        answer.found(hub, by);
      }
    }

    private void expire() {
      if (!over) {
        leave();
        answer.refused(
            Refusal.NOT_FOUND, "nothing came within " + limits.patience().toMillis() + " ms");
      }
    }

    private void leave() {
      if (over) {
        return;
      }
      over = true;
      timer.cancel();
      count.decrementAndGet();
      waiters.computeIfPresent(
          request.key(),
          (_, present) -> {
            present.remove(this);
            return present.isEmpty() ? null : present;
          });
    }
  }
}
