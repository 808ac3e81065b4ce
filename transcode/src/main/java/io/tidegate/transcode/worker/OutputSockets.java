package io.tidegate.transcode.worker;

import io.tidegate.media.Bytes;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The sockets that one child writes its outputs to: local ones in a folder that is ours alone.
/// Each is read by a thread of its own; a reader that is slow holds the child up.
final class OutputSockets implements AutoCloseable {
  private static final int PIECE = 64 << 10;

  private final Path folder;
  private final List<String> names;
  private final List<ServerSocketChannel> listeners = new ArrayList<>();
  private final List<Thread> readers = new ArrayList<>();

  /// @param folder empty; goes with them
  private OutputSockets(List<String> names, Path folder) {
    this.names = List.copyOf(names);
    this.folder = folder;
  }

  /// @throws IOException when one cannot be had: then there is none
  static OutputSockets open(List<String> names, SocketFolders folders) throws IOException {
    OutputSockets sockets = new OutputSockets(names, folders.open());
    try {
      sockets.bind();
      return sockets;
    } catch (IOException | RuntimeException refused) {
      sockets.close();
      throw refused;
    }
  }

  private void bind() throws IOException {
    for (int i = 0; i < names.size(); i++) {
      ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      listeners.add(listener);
      listener.bind(UnixDomainSocketAddress.of(path(i)), 1);
    }
  }

  private Path path(int output) {
    return folder.resolve(Integer.toString(output));
  }

  /// With the addresses in their places.
  List<String> fill(List<String> arguments) {
    List<String> filled = new ArrayList<>(arguments);
    for (int i = 0; i < names.size(); i++) {
      String place = WorkerSpec.place(names.get(i));
      String address = "unix:" + path(i);
      filled.replaceAll(argument -> argument.replace(place, address));
    }
    return filled;
  }

  /// Begins to read.
  void read(WorkerPipes into, String worker) {
    for (int i = 0; i < names.size(); i++) {
      int output = i;
      Runnable work = () -> read(output, into);
      String name = worker + "-out-" + i;
      readers.add(Thread.ofPlatform().name(name).daemon().start(work));
    }
  }

  private void read(int output, WorkerPipes into) {
    try (SocketChannel child = listeners.get(output).accept()) {
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      while (child.read(piece) >= 0) {
        piece.flip();
        into.output(output, Bytes.copyOf(piece));
        piece.clear();
      }
    } catch (IOException closed) {
      // the child never came to write here, or was killed
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  /// The child has ended: what it wrote is handed over, but nobody waits for ever.
  void drain(Duration patience) throws InterruptedException {
    for (int i = 0; i < readers.size(); i++) {
      closeListener(listeners.get(i));
      if (!readers.get(i).join(patience)) {
        readers.get(i).interrupt();
        readers.get(i).join();
      }
    }
  }

  /// An accept that nobody answers ends by it; what was accepted goes on to its end.
  private static void closeListener(ServerSocketChannel listener) {
    try {
      listener.close();
    } catch (IOException _) {
      // it has no address any more
    }
  }

  @Override
  public void close() {
    readers.forEach(Thread::interrupt);
    listeners.forEach(OutputSockets::closeListener);
    for (int i = 0; i < names.size(); i++) {
      delete(path(i));
    }
    delete(folder);
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException _) {
      // an empty file in the folder for temporary ones
    }
  }
}
