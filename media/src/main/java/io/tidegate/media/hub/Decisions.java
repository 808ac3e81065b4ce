package io.tidegate.media.hub;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Waits for answers that take time, without a thread: each for itself, so that a slow one delays
/// nobody else. Any thread, unless a method says otherwise.
public final class Decisions {
  /// @param most of one protocol at once: whoever floods one leaves the others their room
  /// @param patience with an answer, after which it is no
  public record Limits(int most, Duration patience) {
    /// A password costs some 30 ms of a core, so that more than this would wait in vain. Encoders
    /// give up after 10 s or later.
    public static final Limits DEFAULT = new Limits(500, Duration.ofSeconds(10));

    public Limits {
      if (most < 1 || !patience.isPositive()) {
        throw new IllegalArgumentException(most + " decisions within " + patience);
      }
    }
  }

  /// Who wants to know. On its loop: [#decided] once, unless it has left before.
  public interface Asker {
    void decided(Admission.Settled answer);

    /// It has to wait.
    ///
    /// @param leave to be run on the asker's loop when it goes away; idempotent, and without effect
    ///   after the answer
    default void waits(Runnable leave) {}
  }

  private final Map<Protocol, AtomicInteger> counts = new EnumMap<>(Protocol.class);
  private final Loops loops;
  private final Limits limits;

  Decisions(Loops loops, Limits limits) {
    this.loops = loops;
    this.limits = limits;
    for (Protocol protocol : Protocol.values()) {
      counts.put(protocol, new AtomicInteger());
    }
  }

  /// Passes `admission` on: within this call where it is settled, else when it is. On the asker's
  /// loop.
  void settle(Admission admission, Protocol protocol, Asker asker) {
    switch (admission) {
      case Admission.Settled settled -> asker.decided(settled);
      case Admission.Pending pending -> {
        AtomicInteger waiting = count(protocol);
        if (waiting.incrementAndGet() > limits.most()) {
          waiting.decrementAndGet();
          asker.decided(
              new Admission.Refused(
                  Refusal.LIMIT_REACHED, "too many wait to be let in, try again later"));
        } else {
          new Waiter(loops.current(), waiting, asker).enter(pending.question());
        }
      }
    }
  }

  /// Who waits for an answer now.
  public int pending() {
    return counts.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  private AtomicInteger count(Protocol protocol) {
    AtomicInteger count = counts.get(protocol);
    if (count == null) {
      throw new IllegalStateException("made for every protocol");
    }
    return count;
  }

  /// One asker. Confined to its loop.
  private final class Waiter {
    private final Loop loop;
    private final AtomicInteger waiting;
    private final Asker asker;
    private final Loops.Timer timer;
    private boolean over;

    Waiter(Loop loop, AtomicInteger waiting, Asker asker) {
      this.loop = loop;
      this.waiting = waiting;
      this.asker = asker;
      this.timer = loops.schedule(loop, limits.patience().toMillis(), this::expire);
    }

    void enter(Admission.Question question) {
      asker.waits(this::leave);
      try {
        question.ask(answer -> loop.execute(() -> settle(answer)));
      } catch (RuntimeException bug) {
        leave();
        throw bug;
      }
    }

    private void settle(Admission.Settled answer) {
      if (!over) {
        leave();
        asker.decided(answer);
      }
    }

    private void expire() {
      settle(
          new Admission.Refused(
              Refusal.LIMIT_REACHED,
              "who may was not to be found out within " + limits.patience().toSeconds() + " s"));
    }

    private void leave() {
      if (!over) {
        over = true;
        timer.cancel();
        waiting.decrementAndGet();
      }
    }
  }
}
