package io.tidegate.gateway.onvif;

import io.tidegate.gateway.access.BoundedClient;
import io.tidegate.media.Nullable;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/// Asks cameras what they have, a few at a time, each on a virtual thread that only waits. Any
/// thread.
public final class Devices implements AutoCloseable {
  public static final int MOST_AT_ONCE = 8;

  private final BoundedClient strict;
  private final BoundedClient lenient;
  private final Clock clock;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  public Devices(Vertx vertx, Clock clock) {
    this.strict = new BoundedClient(vertx, SoapClient.LIMITS, true);
    this.lenient = new BoundedClient(vertx, SoapClient.LIMITS, false);
    this.clock = clock;
  }

  /// One that is under way.
  ///
  /// @param cancel ends it at once; the report is a [CancellationException] then
  public record Running(CompletableFuture<DeviceReport> report, Runnable cancel) {}

  /// Null when too many are under way.
  public @Nullable Running begin(DeviceOrder order) {
    if (!places.tryAcquire()) {
      return null;
    }
    CompletableFuture<DeviceReport> report = new CompletableFuture<>();
    Thread thread = Thread.ofVirtual().name("onvif-device").start(() -> run(order, report));
    return new Running(report, thread::interrupt);
  }

  private void run(DeviceOrder order, CompletableFuture<DeviceReport> report) {
    try {
      SoapClient client =
          new SoapClient(order.verifyTls() ? strict : lenient, order.login(), clock);
      DeviceReport found = new DeviceLook(order.url(), client, clock).run();
      places.release();
      report.complete(found);
    } catch (InterruptedException nobodyWaits) {
      places.release();
      Thread.currentThread().interrupt();
      report.completeExceptionally(new CancellationException("nobody waits for it"));
    } catch (RuntimeException bug) {
      places.release();
      report.completeExceptionally(bug);
    }
  }

  @Override
  public void close() {
    strict.close();
    lenient.close();
  }
}
