package io.tidegate.cluster.relay;

import io.tidegate.cluster.tunnel.CloseReason;
import io.tidegate.cluster.tunnel.PeerConnection;
import io.tidegate.cluster.tunnel.PeerProtocol;
import io.tidegate.media.Frame;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.hub.WaitingPlayers;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives other nodes the streams that are published here. A node is a viewer like any other: a
/// source on demand is started for it, and runs on while it watches. Each connection has a virtual
/// thread; what it may wait for is not the hub's loop.
public final class RelayServer implements PeerProtocol {
  private static final Logger log = LoggerFactory.getLogger(RelayServer.class);

  private static final int WRITE_BYTES = 32 << 10;

  private final StreamRegistry streams;
  private final BesideSource beside;
  private final Supplier<Loop> loops;
  private final RelayOptions options;
  private final RelayStats stats;
  private final Map<StreamHub, List<RelayQueue>> served = new ConcurrentHashMap<>();

  /// @param loops a loop to ask on
  public RelayServer(
      StreamRegistry streams,
      BesideSource beside,
      Supplier<Loop> loops,
      RelayOptions options,
      RelayStats stats) {
    this.streams = streams;
    this.beside = beside;
    this.loops = loops;
    this.options = options;
    this.stats = stats;
  }

  @Override
  public void serve(PeerConnection connection) throws IOException {
    RelayMessage first = firstMessage(connection);
    Way way = new Way(connection.output());
    OutputStream out = new BufferedOutputStream(way, WRITE_BYTES);
    if (!(first instanceof RelayMessage.Ask ask)) {
      return;
    }
    try {
      if (stats.serving.incrementAndGet() > options.served()) {
        refuse(RelayRefusal.BUSY, out);
      } else if (ask.version() != RelayMessage.VERSION) {
        refuse(RelayRefusal.OTHER_VERSION, out);
      } else {
        serve(ask, connection, way, out);
      }
    } finally {
      stats.serving.decrementAndGet();
    }
  }

  /// One that says nothing is not waited for.
  private RelayMessage firstMessage(PeerConnection connection) throws IOException {
    Thread patience =
        Thread.ofVirtual()
            .start(() -> {
              try {
                Thread.sleep(options.silence());
                connection.abort(CloseReason.IDLE);
              } catch (InterruptedException _) {
                // it has spoken
              }
            });
    try {
      return new RelayReader(connection.input(), System::nanoTime).read();
    } finally {
      patience.interrupt();
    }
  }

  private void serve(RelayMessage.Ask ask, PeerConnection connection, Way way, OutputStream out)
      throws IOException {
    Found found = find(ask, connection, out);
    StreamHub hub = found.hub();
    if (hub == null) {
      refuse(found.refusal(), out);
      return;
    }
    RelayWriter.write(new RelayMessage.Welcome(run(hub)), out);
    RelayQueue queue = new RelayQueue(hub, options, stats);
    CompletableFuture<Runnable> told = new CompletableFuture<>();
    List<RelayQueue> _ =
        served.compute(
            hub,
            (_, present) -> {
              List<RelayQueue> all = new ArrayList<>(present == null ? List.of() : present);
              all.add(queue);
              return all;
            });
    hub.viewerOpened();
    hub.loop()
        .execute(() -> {
          told.complete(beside.tell(hub, ask.from(), queue));
          hub.attach(queue); // so that frames that are told of come after it
        });
    log.debug("node {} has {} from here", connection.peer().number(), ask.key());
    Thread watch = Thread.ofVirtual().start(() -> watch(connection, way));
    try {
      send(hub, queue, out);
    } finally {
      watch.interrupt();
      List<RelayQueue> _ = served.computeIfPresent(hub, (_, present) -> without(present, queue));
      hub.viewerClosed();
      hub.loop()
          .execute(() -> {
            hub.detach(queue);
            queue.close();
            var _ = told.thenAccept(Runnable::run);
          });
    }
  }

  private static @Nullable List<RelayQueue> without(List<RelayQueue> all, RelayQueue queue) {
    List<RelayQueue> rest = all.stream().filter(one -> !one.equals(queue)).toList();
    return rest.isEmpty() ? null : rest;
  }

  /// Another node has the stream from now on: behind all that they were told, those who have it
  /// from here hear that it is over here. On the hub's loop.
  public void handOver(StreamHub hub) {
    served.getOrDefault(hub, List.of()).forEach(queue -> queue.accept(EndOfStream.INSTANCE));
  }

  /// To the other node, and whether it takes what is written.
  private static final class Way extends FilterOutputStream {
    /// When the write that is under way began, 0 for none.
    private volatile long sinceNanos;

    Way(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      sinceNanos = System.nanoTime() | 1;
      out.write(bytes, offset, length);
      sinceNanos = 0;
    }
  }

  /// A node that takes nothing is cut off: it gives the owner up after the same time.
  private void watch(PeerConnection connection, Way way) {
    try {
      while (true) {
        Thread.sleep(options.alive());
        long since = way.sinceNanos;
        if (since != 0 && System.nanoTime() - since > options.silence().toNanos()) {
          stats.overloads.increment();
          connection.abort(CloseReason.PEER_GONE);
          return;
        }
      }
    } catch (InterruptedException _) {
      // it is over
    }
  }

  /// Times of one hub are one timeline.
  private static long run(StreamHub hub) {
    var since = hub.view().since();
    return since.getEpochSecond() * 1_000_000_000L + since.getNano();
  }

  private void send(StreamHub hub, RelayQueue queue, OutputStream out) throws IOException {
    CompletableFuture<List<RelayQueue.Item>> batch = ask(hub, queue);
    while (true) {
      try {
        write(batch.get(options.alive().toMillis(), TimeUnit.MILLISECONDS), out);
        batch = ask(hub, queue);
      } catch (TimeoutException quiet) {
        RelayWriter.write(RelayMessage.Alive.HERE, out);
        out.flush();
      } catch (CancellationException over) {
        return;
      } catch (ExecutionException impossible) {
        throw new IllegalStateException(impossible);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static CompletableFuture<List<RelayQueue.Item>> ask(StreamHub hub, RelayQueue queue) {
    CompletableFuture<List<RelayQueue.Item>> batch = new CompletableFuture<>();
    hub.loop().execute(() -> queue.want(batch));
    return batch;
  }

  private void write(List<RelayQueue.Item> batch, OutputStream out) throws IOException {
    int written = 0;
    try {
      for (RelayQueue.Item item : batch) {
        switch (item) {
          case RelayQueue.Item.Event(var event) -> {
            long age = event instanceof Frame frame ? System.nanoTime() - frame.receivedNanos() : 0;
            RelayWriter.write(new RelayMessage.Happened(event, age / 1_000), out);
          }
          case RelayQueue.Item.Beside side -> RelayWriter.beside(side.pieces(), out);
        }
        stats.servedBytes.add(item.bytes());
        RelayQueue.drop(item);
        written++;
      }
      out.flush();
    } finally {
      batch.subList(written, batch.size()).forEach(RelayQueue::drop);
    }
  }

  private void refuse(RelayRefusal refusal, OutputStream out) throws IOException {
    stats.refusals.increment();
    RelayWriter.write(new RelayMessage.Refused(refusal), out);
    out.flush();
  }

  /// @param hub null when there is none that may be given
  private record Found(@Nullable StreamHub hub, RelayRefusal refusal) {}

  /// The stream, once it runs.
  private Found find(RelayMessage.Ask ask, PeerConnection connection, OutputStream out)
      throws IOException {
    CompletableFuture<Found> answer = new CompletableFuture<>();
    String peer = "node " + connection.peer().number();
    PlayRequest request =
        new PlayRequest(ask.key(), Protocol.CLUSTER, peer, Credentials.NONE)
            .admitted(Admission.Granted.INSTANCE);
    CompletableFuture<Runnable> leave = new CompletableFuture<>();
    Loop loop = loops.get();
    loop.execute(() -> streams.players().find(request, answerer(answer, leave)));
    while (true) {
      try {
        return answer.get(options.alive().toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException waits) {
        try {
          RelayWriter.write(RelayMessage.Alive.HERE, out);
          out.flush();
        } catch (IOException gone) {
          loop.execute(() -> {
            var _ = leave.thenAccept(Runnable::run);
          });
          throw gone;
        }
      } catch (ExecutionException impossible) {
        throw new IllegalStateException(impossible);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return new Found(null, RelayRefusal.STOPPING);
      }
    }
  }

  private static WaitingPlayers.Answer answerer(
      CompletableFuture<Found> answer, CompletableFuture<Runnable> leave) {
    return new WaitingPlayers.Answer() {
      @Override
      public void found(StreamHub hub, Admission.Granted by) {
        PublishRequest source = hub.view().source();
        boolean isRelayed = source != null && source.isRelayed();
        answer.complete(new Found(isRelayed ? null : hub, RelayRefusal.RELAYED));
      }

      @Override
      public void refused(Refusal refusal, String message) {
        answer.complete(
            new Found(
                null,
                refusal == Refusal.SHUTTING_DOWN ? RelayRefusal.STOPPING : RelayRefusal.NOT_HERE));
      }

      @Override
      public void waits(Runnable leaving) {
        leave.complete(leaving);
      }
    };
  }
}
