package io.tidegate.gateway.tap;

import io.tidegate.gateway.access.Network;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/// Where the pictures of a tap may be sent: whoever writes the routes of a space is not to reach
/// this machine and its networks by them, which he may not reach himself. Any thread.
final class TapTargets {
  /// Nobody is there but neighbours: RFC 6890, RFC 4193, RFC 4291, RFC 6052 and 3056 (which carry
  /// addresses of IPv4).
  private static final List<Network> NEAR =
      networks(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "224.0.0.0/3",
          "::/96",
          "64:ff9b::/96",
          "64:ff9b:1::/48",
          "2002::/16",
          "fc00::/7",
          "fe80::/10",
          "fec0::/10",
          "ff00::/8");

  /// What is said of a webhook that may not be.
  private static final String REFUSED =
      "webhooks of a space do not go to this machine and private networks"
          + " (snapshots.private-webhooks)";

  /// Addresses of one name that are tried.
  private static final int MOST_TRIED = 4;

  private static final int THREADS = 4;

  /// Names that wait to be looked up: more are refused.
  static final int MOST_WAITING = 64;

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration IDLE = Duration.ofMinutes(1);

  /// Looks up a name: may take as long as it likes.
  @FunctionalInterface
  interface Names {
    InetAddress[] of(String host) throws IOException;
  }

  private final Predicate<StreamKey> ofSpace;
  private final BooleanSupplier isFree;
  private final Names names;

  /// Look-ups hang where their server does: nobody else's work waits for them.
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          IDLE.toSeconds(),
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          work -> Thread.ofPlatform().name("webhook-names").daemon().unstarted(work));

  /// @param ofSpace whether a stream belongs to a space
  /// @param isFree whether taps of spaces may send everywhere
  TapTargets(Predicate<StreamKey> ofSpace, BooleanSupplier isFree, Names names) {
    this.ofSpace = ofSpace;
    this.isFree = isFree;
    this.names = names;
    threads.allowCoreThreadTimeOut(true);
  }

  /// Where to connect to, in order; empty for wherever the name leads. The name is looked up once:
  /// it cannot lead elsewhere a moment later.
  ///
  /// @return fails with a sentence for the operator
  Future<List<SocketAddress>> of(StreamKey key, String url) {
    if (!ofSpace.test(key) || isFree.getAsBoolean()) {
      return Future.succeededFuture(List.of());
    }
    CompletableFuture<List<SocketAddress>> found = new CompletableFuture<>();
    try {
      threads.execute(() -> lookUp(URI.create(url), found));
    } catch (RejectedExecutionException full) {
      return Future.failedFuture("too many names of webhooks are being looked up");
    }
    return Future.fromCompletionStage(found.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
        .recover(failure ->
            failure instanceof TimeoutException
                ? Future.failedFuture(
                    "its name was not found within " + PATIENCE.toSeconds() + " s")
                : Future.failedFuture(failure));
  }

  private void lookUp(URI url, CompletableFuture<List<SocketAddress>> found) {
    if (found.isDone()) {
      return;
    }
    try {
      found.complete(lookUp(url));
    } catch (IOException | RuntimeException unknown) {
      found.completeExceptionally(unknown);
    }
  }

  private List<SocketAddress> lookUp(URI url) throws IOException {
    String host = host(url);
    if (host.isEmpty()) {
      throw new IOException(REFUSED);
    }
    int usual = url.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    int port = url.getPort() < 0 ? usual : url.getPort();
    List<SocketAddress> far =
        Arrays.stream(names.of(host))
            .filter(address -> !isNear(address))
            .limit(MOST_TRIED)
            .map(address -> SocketAddress.inetSocketAddress(new InetSocketAddress(address, port)))
            .toList();
    if (far.isEmpty()) {
      throw new IOException(REFUSED);
    }
    return far;
  }

  private static String host(URI url) {
    String host = url.getHost();
    return host == null ? "" : host.replaceAll("[\\[\\]]", "");
  }

  /// Why a space's tap may not have this webhook, as far as its text tells: a name may lead
  /// anywhere, and is looked at when it is used. Null where it may.
  @Nullable
  String refusal(String url) {
    return !isFree.getAsBoolean() && saysNear(host(URI.create(url))) ? REFUSED : null;
  }

  private static boolean saysNear(String host) {
    if (host.isEmpty()) {
      return true; // neither a name nor an address: nobody knows where it leads
    }
    if (host.equalsIgnoreCase("localhost")
        || host.toLowerCase(Locale.ROOT).endsWith(".localhost")) {
      return true; // RFC 6761 §6.3
    }
    try {
      return isNear(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException other) {
      return saysNearInHexadecimal(host);
    }
  }

  /// As inet_addr reads it, and some resolvers with it: 0x7f.1.
  private static boolean saysNearInHexadecimal(String host) {
    try {
      return isNear(Inet4Address.ofPosixLiteral(host));
    } catch (IllegalArgumentException name) {
      return false;
    }
  }

  /// Whether it is this machine, or in one of its networks.
  static boolean isNear(InetAddress address) {
    return NEAR.stream().anyMatch(network -> network.contains(address));
  }

  private static List<Network> networks(String... texts) {
    return Arrays.stream(texts).map(Network::parse).toList();
  }
}
