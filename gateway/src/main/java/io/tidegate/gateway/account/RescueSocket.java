package io.tidegate.gateway.account;

import io.tidegate.gateway.auth.SecretText;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where `tidegate reset-password` reaches a gateway that runs: a Unix socket in a folder that the
/// gateway's user and root alone may enter; they could change what is stored as well. A line with a
/// name comes in, `password …` or `refused …` goes out. Nobody who says nothing keeps others
/// waiting: each has [#PATIENCE] and a thread of his own, [#MOST] at a time.
///
/// 1. [#open]. 2. [#close], once or more often.
public final class RescueSocket implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RescueSocket.class);

  /// 100 bits, typed once.
  public static final int SIGNS = 20;

  /// In the folder of the gateway's own files; no longer, as `sun_path` of unix(7) has 108 bytes.
  private static final String FOLDER = "run/rescue";

  private static final String PASSWORD = "password ";
  private static final String REFUSED = "refused ";

  /// A name has 64 signs, a refusal is a sentence.
  private static final int MOST_BYTES = 512;

  /// Whoever asks does so at once; a password is hashed in a tenth of a second.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// More than that do not lose their passwords at once.
  private static final int MOST = 8;

  /// As long as no more descriptors are to be had.
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Semaphore places = new Semaphore(MOST);
  private final ServerSocketChannel server;
  private final Path socket;
  private final BiFunction<String, String, CompletableFuture<?>> rescue;

  private RescueSocket(
      ServerSocketChannel server,
      Path socket,
      BiFunction<String, String, CompletableFuture<?>> rescue) {
    this.server = server;
    this.socket = socket;
    this.rescue = rescue;
  }

  /// @param folder of the gateway's own files, which this process holds
  /// @param rescue gives the user of the first name the second for his password
  /// @return null where there can be no such socket, as with a path that is too long
  public static @Nullable RescueSocket open(
      Path folder, BiFunction<String, String, CompletableFuture<?>> rescue) {
    Path socket = path(folder);
    try {
      Path own = Files.createDirectories(socket.resolveSibling(""));
      Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
      // of a process that was killed
      Files.deleteIfExists(socket);
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        server.bind(UnixDomainSocketAddress.of(socket));
      } catch (IOException unusable) {
        server.close();
        throw unusable;
      }
      RescueSocket opened = new RescueSocket(server, socket, rescue);
      Thread.ofVirtual().name("rescue-accept").start(opened::accept);
      return opened;
    } catch (IOException | UnsupportedOperationException unusable) {
      log.info(
          "passwords can be reset while the gateway is stopped alone: {}: {}",
          socket,
          unusable.toString());
      return null;
    }
  }

  private static Path path(Path folder) {
    return folder.resolve(FOLDER).resolve("socket");
  }

  private void accept() {
    boolean told = false;
    while (server.isOpen()) {
      try {
        take(server.accept());
        told = false;
      } catch (ClosedChannelException over) {
        return;
      } catch (IOException noDescriptors) {
        if (!told) {
          log.warn("nobody can ask for a password for now: {}", noDescriptors.toString());
        }
        told = true;
        if (!slept()) {
          return;
        }
      }
    }
  }

  private static boolean slept() {
    try {
      Thread.sleep(PAUSE);
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void take(SocketChannel one) throws IOException {
    if (!places.tryAcquire()) {
      one.close();
      return;
    }
    Thread.ofVirtual()
        .name("rescue")
        .start(() -> {
          try (one) {
            serve(one);
          } catch (IOException gone) {
            log.debug("whoever wanted a password is gone", gone);
          } finally {
            places.release();
          }
        });
  }

  private void serve(SocketChannel one) throws IOException {
    CompletableFuture<Void> late = closedLater(one);
    try {
      write(one, answer(read(one)));
    } finally {
      late.cancel(false);
    }
  }

  private String answer(String name) {
    String password = SecretText.typed(SIGNS);
    try {
      rescue.apply(name, password).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      log.warn("{} has got a new password, asked for on this machine", name);
      return PASSWORD + password;
    } catch (ExecutionException refused) {
      Throwable cause = refused.getCause();
      return REFUSED + (cause == null ? refused : cause).getMessage();
    } catch (RuntimeException broken) {
      log.warn("no new password for {}", name, broken);
      return REFUSED + "the gateway cannot: " + broken;
    } catch (TimeoutException late) {
      return REFUSED
          + "the gateway is too busy; ask again, as the old password may end all the same";
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return REFUSED + "the gateway stops";
    }
  }

  /// Asks the gateway that holds `folder`.
  ///
  /// @return the new password
  /// @throws RefusedException with its words
  /// @throws IOException where it cannot be asked
  public static String ask(Path folder, String name) throws IOException, RefusedException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path(folder)))) {
      CompletableFuture<Void> late = closedLater(channel);
      write(channel, name);
      String answer = read(channel);
      late.cancel(false);
      if (answer.startsWith(PASSWORD)) {
        return answer.substring(PASSWORD.length());
      }
      throw new RefusedException(answer.replaceFirst("^" + REFUSED, ""));
    } catch (IOException unreachable) {
      throw new IOException(
          "the gateway that runs cannot be asked; wait until it is ready, or stop it, and try"
              + " again: "
              + unreachable.getMessage(),
          unreachable);
    }
  }

  /// The gateway does not do it.
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String words) {
      super(words);
    }
  }

  /// These sockets know no time-out.
  private static CompletableFuture<Void> closedLater(SocketChannel channel) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            channel.close();
          } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
          }
        },
        CompletableFuture.delayedExecutor(
            PATIENCE.plusSeconds(5).toMillis(), TimeUnit.MILLISECONDS));
  }

  /// A line, as half a name may be somebody else's.
  private static String read(SocketChannel channel) throws IOException {
    ByteBuffer line = ByteBuffer.allocate(MOST_BYTES);
    while (line.hasRemaining() && channel.read(line) >= 0) {
      int last = line.position() - 1;
      if (last >= 0 && line.get(last) == '\n') {
        return StandardCharsets.UTF_8.decode(line.flip()).toString().strip();
      }
    }
    throw new IOException(
        line.hasRemaining() ? "the connection ended before its line" : "the line is too long");
  }

  private static void write(SocketChannel channel, String line) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(line.replaceAll("\\p{Cntrl}+", " ") + "\n");
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      Files.deleteIfExists(socket);
    } catch (IOException unusable) {
      log.warn("{}: {}", socket, unusable.toString());
    }
  }
}
