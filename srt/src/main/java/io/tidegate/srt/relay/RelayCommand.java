package io.tidegate.srt.relay;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The program `tidegate srt-relay`: one relay port by itself, without a gateway.
public final class RelayCommand {
  private static final String HELP =
      """
      Usage: tidegate srt-relay --listen HOST:PORT --target HOST:PORT [OPTIONS]

      Forwards SRT packets and lets a retransmission policy work on them.

        --side rcv|snd   rcv (default): stands before a receiver, the network is where it listens;
                         snd: stands behind a sender, the network is where the target is
        --policy NAME    deadline (default), article, stock, or off to forward only
        --latency-ms N   reckoned with until a handshake tells (default 120)
        --gather-us N    how long packets may wait for others at high rates (default 500)

      SIGTERM and Ctrl-C stop it and print one line of statistics as JSON.\
      """;

  /// Peers whose figures are kept for the line at the end.
  private static final int MAX_REMEMBERED = 10_000;

  private RelayCommand() {}

  /// For running it without the gateway's program.
  public static void main(String[] arguments) {
    int status = run(List.of(arguments));
    if (status >= 0) {
      System.exit(status);
    }
  }

  /// Starts the relay, which then runs on.
  ///
  /// @param words the command line after the command's name
  /// @return the exit status, or a negative number when it runs
  public static int run(List<String> words) {
    if (words.contains("--help") || words.contains("-h")) {
      System.out.println(HELP);
      return 0;
    }
    try {
      start(RelayArguments.parse(words));
      return -1;
    } catch (IllegalArgumentException wrong) {
      System.err.println("tidegate srt-relay: " + wrong.getMessage());
      return 2;
    } catch (IOException refused) {
      System.err.println("tidegate srt-relay: cannot start: " + refused.getMessage());
      return 1;
    }
  }

  private static void start(RelayArguments arguments) throws IOException {
    PacketRelay relay =
        PacketRelay.start(RelayOptions.DEFAULTS.withGatherMicros(arguments.gatherMicros()));
    RelayPort port = relay.open(arguments.route());
    Set<RelayPeer> seen = ConcurrentHashMap.newKeySet();
    CountDownLatch stop = new CountDownLatch(1);
    Thread keeper = new Thread(() -> keep(port, seen, stop), "srt-relay-peers");
    keeper.start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  remember(port, seen);
                  relay.close();
                  System.out.println(statistics(relay, seen));
                  System.out.flush();
                  stop.countDown();
                },
                "shutdown"));
    System.err.println("ready " + port.address());
  }

  /// Remembers who came, and keeps the program running.
  private static void keep(RelayPort port, Set<RelayPeer> seen, CountDownLatch stop) {
    try {
      while (!stop.await(200, TimeUnit.MILLISECONDS)) {
        remember(port, seen);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void remember(RelayPort port, Set<RelayPeer> seen) {
    if (seen.size() < MAX_REMEMBERED) {
      seen.addAll(port.peers());
    }
  }

  private static String statistics(PacketRelay relay, Set<RelayPeer> seen) {
    List<PeerView> peers = seen.stream().map(RelayPeer::view).toList();
    return new RelayStatistics(peers, relay.view()).json();
  }
}
