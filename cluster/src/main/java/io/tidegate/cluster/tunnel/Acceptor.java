package io.tidegate.cluster.tunnel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Consumer;

/// Takes the calls at one address, on a platform thread of its own. Once it is closed, somebody
/// else may listen there.
final class Acceptor implements AutoCloseable {
  /// That thread needs none but to be woken.
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  private final ServerSocket server = new ServerSocket();
  private final Thread thread;
  private final Consumer<Socket> calls;
  private final Consumer<IOException> problems;

  /// Callers wait from now on, until [#start].
  ///
  /// @param calls must not block
  /// @param problems that end a single call at most; after each it rests a moment
  Acceptor(
      String name,
      InetSocketAddress address,
      int backlog,
      Consumer<Socket> calls,
      Consumer<IOException> problems)
      throws IOException {
    this.calls = calls;
    this.problems = problems;
    thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    server.setReuseAddress(true);
    try {
      server.bind(address, backlog);
    } catch (IOException taken) {
      server.close();
      throw taken;
    }
  }

  void start() {
    thread.start();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  boolean isClosed() {
    return server.isClosed();
  }

  /// Refuses from now on. The kernel has the address in use as long as a thread waits there for
  /// callers, so that this waits for the thread. Not from it.
  @Override
  public void close() {
    Wire.closeQuietly(server);
    boolean interrupted = Thread.interrupted();
    try {
      boolean ignored = thread.getState() != Thread.State.NEW && thread.join(GOODBYE);
    } catch (InterruptedException _) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    while (!server.isClosed()) {
      try {
        calls.accept(server.accept());
      } catch (IOException problem) {
        if (!server.isClosed()) {
          problems.accept(problem);
          Wire.rest();
        }
      }
    }
  }
}
