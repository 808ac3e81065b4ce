package io.tidegate.udp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Loop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the sockets of all sources on one thread, `udp-reader`, and hands what came to their
/// loops: one task for each loop's source and round, a round each millisecond while anything comes.
///
/// A thread of its own empties the kernel's buffers also while a loop is late. Sockets are opened
/// and closed on it in the order in which that was asked for, so that a port is free for the next.
/// Any thread.
final class UdpReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UdpReader.class);

  /// The longest datagram of IPv4 there is.
  private static final int MAX_DATAGRAM = 65_535;

  /// Of one socket in one round: 12 MB/s of small ones.
  private static final int MAX_BATCH = 256;

  private static final long ROUND_NANOS = 1_000_000;

  /// On its way to a loop that is late: a second of 32 Mbit/s.
  private static final long MAX_WAITING_BYTES = 4_000_000;

  /// One that came.
  record Datagram(Bytes bytes, InetSocketAddress sender, long receivedNanos) {}

  /// Whose socket it is. On its loop.
  interface Owner {
    /// It is bound.
    void opened();

    void received(List<Datagram> datagrams);

    /// It could not be had, or broke. Nothing follows.
    void failed(IOException why);
  }

  /// Makes a socket.
  @FunctionalInterface
  interface Opening {
    DatagramChannel open() throws IOException;
  }

  private final Selector selector;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM);
  private volatile boolean closed;

  UdpReader() {
    try {
      selector = Selector.open();
    } catch (IOException impossible) {
      throw new IllegalStateException("no selector", impossible);
    }
    Thread.ofPlatform().name("udp-reader").daemon().start(this::run);
  }

  /// Opens a socket, soon; `owner` hears of it on `loop`.
  Lane open(Opening opening, Loop loop, Owner owner) {
    Lane lane = new Lane(loop, owner);
    execute(() -> lane.open(opening));
    return lane;
  }

  private void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  private void run() {
    try {
      while (!closed) {
        selector.select(key -> ((Lane) key.attachment()).read());
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
        if (!closed && tasks.isEmpty()) {
          LockSupport.parkNanos(ROUND_NANOS); // so that datagrams gather
        }
      }
    } catch (IOException | RuntimeException bug) {
      LOG.error("the reader of UDP sockets failed", bug);
    } finally {
      closeAll();
    }
  }

  private void closeAll() {
    for (SelectionKey key : selector.keys()) {
      ((Lane) key.attachment()).shut();
    }
    try {
      selector.close();
    } catch (IOException problem) {
      LOG.warn("closing the reader of UDP sockets: {}", problem.getMessage());
    }
  }

  /// Closes all sockets, soon.
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
  }

  /// One socket. Confined to the thread but for [#close] and the counters.
  final class Lane {
    private final Loop loop;
    private final Owner owner;
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean left;
    private @Nullable DatagramChannel channel;

    Lane(Loop loop, Owner owner) {
      this.loop = loop;
      this.owner = owner;
    }

    /// Datagrams that its loop was too late for. Any thread.
    long dropped() {
      return dropped.get();
    }

    /// Ends it, soon; its owner hears nothing more.
    void close() {
      left = true;
      execute(this::shut);
    }

    private void open(Opening opening) {
      if (left) {
        return;
      }
      try {
        DatagramChannel opened = opening.open();
        channel = opened;
        opened.register(selector, SelectionKey.OP_READ, this);
        tell(owner::opened);
      } catch (IOException failure) {
        fail(failure);
      }
    }

    private void read() {
      DatagramChannel open = channel;
      if (open == null || left) {
        return;
      }
      List<Datagram> batch = new ArrayList<>();
      long bytes = 0;
      try {
        while (batch.size() < MAX_BATCH) {
          buffer.clear();
          InetSocketAddress sender = (InetSocketAddress) open.receive(buffer);
          if (sender == null) {
            break;
          }
          buffer.flip();
          bytes += buffer.remaining();
          batch.add(new Datagram(Bytes.copyOf(buffer), sender, System.nanoTime()));
        }
      } catch (ClosedChannelException over) {
        return;
      } catch (IOException failure) {
        fail(failure);
        return;
      }
      handOver(batch, bytes);
    }

    private void handOver(List<Datagram> batch, long bytes) {
      if (waitingBytes.get() + bytes > MAX_WAITING_BYTES) {
        dropped.addAndGet(batch.size());
      } else if (!batch.isEmpty()) {
        waitingBytes.addAndGet(bytes);
        tell(() -> {
          waitingBytes.addAndGet(-bytes);
          owner.received(batch);
        });
      }
    }

    /// Later, as a selector must not be asked from within its own round.
    private void fail(IOException failure) {
      execute(() -> {
        shut();
        tell(() -> owner.failed(failure));
      });
    }

    private void tell(Runnable news) {
      loop.execute(() -> {
        if (!left) {
          news.run();
        }
      });
    }

    /// The port is free after it.
    private void shut() {
      DatagramChannel open = channel;
      channel = null;
      if (open == null) {
        return;
      }
      try {
        open.close();
        if (selector.isOpen()) {
          selector.selectNow(key -> ((Lane) key.attachment()).read()); // lets go of the socket
        }
      } catch (IOException problem) {
        LOG.warn("closing a UDP socket: {}", problem.getMessage());
      }
    }
  }
}
