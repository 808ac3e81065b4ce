package io.tidegate.gateway;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Puts verticles on the event loops and waits until they run. Not to be called on an event loop.
final class Deployer {
  private final Vertx vertx;

  Deployer(Vertx vertx) {
    this.vertx = vertx;
  }

  /// @param wanted key and address, for the message when they cannot be had
  /// @return the instances, `count` of them
  <V extends Deployable> List<V> deploy(String wanted, int count, Supplier<V> factory)
      throws StartException, InterruptedException {
    List<V> instances = new CopyOnWriteArrayList<>();
    Supplier<V> remembered =
        () -> {
          V instance = factory.get();
          instances.add(instance);
          return instance;
        };
    try {
      await(vertx.deployVerticle(remembered, new DeploymentOptions().setInstances(count)));
    } catch (ExecutionException | TimeoutException problem) {
      throw new StartException(wanted + ": " + Reason.of(problem), problem);
    }
    return instances;
  }

  /// For as long as a start or a stop may take.
  static void await(Future<?> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    future.toCompletionStage().toCompletableFuture().get(Main.PATIENCE_NANOS, TimeUnit.NANOSECONDS);
  }
}
