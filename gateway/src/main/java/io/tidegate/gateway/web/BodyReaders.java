package io.tidegate.gateway.web;

import io.tidegate.gateway.access.AddressRules;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Threads that read what is sent, off the event loops: so many in all, for one address and for one
/// session, as each waits for a client that may take its time. Any loop.
final class BodyReaders {
  private static final Logger log = LoggerFactory.getLogger(BodyReaders.class);

  /// Of IPv6: 64 bits.
  private static final int NETWORK_BYTES = 8;

  private final Semaphore all;
  private final Limits limits;
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();

  /// How many at once.
  ///
  /// @param all each holds a quarter of a megabyte at most
  /// @param address of one address; of IPv6 a /64, which is what one customer has
  /// @param session of one session
  record Limits(int all, int address, int session) {
    /// An office behind one address, and not all that there is; players ask for two or three things
    /// at once.
    static final Limits USUAL = new Limits(1_000, 200, 16);
  }

  BodyReaders(Limits limits) {
    this.limits = limits;
    this.all = new Semaphore(limits.all());
  }

  /// Something that reads.
  @FunctionalInterface
  interface Reading {
    /// @param loop where the answer is given
    void run(Context loop) throws IOException;
  }

  /// Reads on a thread of its own, or says that too many do.
  ///
  /// @param session whose it is, empty for none
  void read(RoutingContext context, String session, Reading reading) {
    String address = "address " + network(context.request().remoteAddress());
    String who = "session " + session;
    boolean isNear = take(address, limits.address());
    boolean isHis = isNear && (session.isEmpty() || take(who, limits.session()));
    if (isHis && all.tryAcquire()) {
      start(context, session.isEmpty() ? List.of(address) : List.of(address, who), reading);
      return;
    }
    if (isNear) {
      give(address);
    }
    if (isHis && !session.isEmpty()) {
      give(who);
    }
    context.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
    Replies.problem(
        context,
        isHis ? 503 : 429,
        isHis
            ? "too many read files at this moment"
            : "too many answers are on their way to this " + (isNear ? "session" : "address"));
  }

  private void start(RoutingContext context, List<String> held, Reading reading) {
    Context loop = context.vertx().getOrCreateContext();
    Thread thread =
        Thread.ofVirtual()
            .name("playback")
            .unstarted(() -> {
              try {
                read(context, loop, reading);
              } finally {
                all.release();
                held.forEach(this::give);
              }
            });
    context.response().closeHandler(_ -> thread.interrupt());
    thread.start();
  }

  private static void read(RoutingContext context, Context loop, Reading reading) {
    try {
      reading.run(loop);
    } catch (NoSuchFileException gone) {
      refuse(context, loop, 404, "it is not there any more", gone);
    } catch (IOException cut) {
      refuse(context, loop, 500, "what is stored cannot be read", cut);
    } catch (RuntimeException bug) {
      log.error("a request failed", bug);
      loop.runOnContext(
          _ -> Replies.problem(context, 500, "a bug in the server; its log says more"));
    }
  }

  /// Says nothing of where files lie: that is in the log.
  private static void refuse(
      RoutingContext context, Context loop, int status, String detail, IOException why) {
    loop.runOnContext(_ -> {
      if (!context.response().closed() && !context.response().headWritten()) {
        log.warn("{} is not sent: {}", context.normalizedPath(), why.toString());
        Replies.problem(context, status, detail);
      } else {
        log.debug("{} was not read to its end", context.normalizedPath(), why);
      }
    });
  }

  private boolean take(String name, int most) {
    AtomicBoolean taken = new AtomicBoolean();
    counts.compute(
        name,
        (_, held) -> {
          int before = held == null ? 0 : held;
          taken.set(before < most);
          return taken.get() ? Integer.valueOf(before + 1) : held;
        });
    return taken.get();
  }

  private void give(String name) {
    counts.computeIfPresent(name, (_, held) -> held <= 1 ? null : held - 1);
  }

  private static String network(SocketAddress peer) {
    String host = AddressRules.host(String.valueOf(peer));
    try {
      InetAddress address = InetAddress.ofLiteral(host);
      return address instanceof Inet6Address
          ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_BYTES))
          : address.getHostAddress();
    } catch (IllegalArgumentException local) {
      return host;
    }
  }
}
