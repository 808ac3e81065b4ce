package io.tidegate.gateway.probe;

import io.tidegate.gateway.srt.SrtServer;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Looks at sources before they are saved, a few at a time, each on a thread of its own. Any
/// thread.
public final class Probes {
  /// Each is a pull of its own, and an operator has two hands.
  public static final int MOST_AT_ONCE = 4;

  private final ProbeClients clients;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  /// @param eventLoops known after the start
  public Probes(Vertx vertx, Loops loops, Supplier<List<Loop>> eventLoops, SrtServer srt) {
    this.clients = new ProbeClients(vertx, loops, eventLoops, srt);
  }

  /// One that is under way.
  ///
  /// @param cancel ends it at once; the report is a [CancellationException] then
  public record Running(CompletableFuture<ProbeReport> report, Runnable cancel) {}

  /// Null when too many are under way.
  public @Nullable Running begin(ProbeOrder order) {
    if (!places.tryAcquire()) {
      return null;
    }
    CompletableFuture<ProbeReport> report = new CompletableFuture<>();
    // libsrt is called on it, so it is no virtual one
    Thread thread = Thread.ofPlatform().name("probe").daemon().unstarted(() -> run(order, report));
    thread.start();
    return new Running(report, thread::interrupt);
  }

  private void run(ProbeOrder order, CompletableFuture<ProbeReport> report) {
    ProbeReport found = null;
    Throwable failure = new CancellationException("nobody waits for it");
    try {
      found = new Probe(order, clients).run();
    } catch (InterruptedException nobodyWaits) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException bug) {
      failure = bug;
    } finally {
      places.release();
    }
    if (found == null) {
      report.completeExceptionally(failure);
    } else {
      report.complete(found);
    }
  }
}
