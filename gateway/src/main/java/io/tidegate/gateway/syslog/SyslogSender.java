package io.tidegate.gateway.syslog;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings messages to one receiver of syslog, again and again connecting. Any thread; the network
/// waits on a thread of its own.
///
/// 1. [#start].
/// 2. [#offer], which never waits: when the queue is full the message is dropped and counted.
/// 3. [#close], which gives what waits a moment.
public final class SyslogSender implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SyslogSender.class);

  /// 80 MB at the very most, of usual lines 2 MB.
  static final int MAX_WAITING = 10_000;

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
  private static final long POLL_MS = 200;

  private final SyslogTarget target;
  private final SSLSocketFactory tls;
  private final Duration firstPause;
  private final Duration longestPause;
  private final BlockingQueue<byte[]> waiting;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread =
      Thread.ofPlatform().name("syslog").daemon().unstarted(this::runGuarded);
  private volatile @Nullable SyslogLine line;
  private volatile @Nullable String problem;
  private volatile boolean closing;

  /// @param tls of a target over TLS
  public SyslogSender(SyslogTarget target, SSLSocketFactory tls) {
    this(target, tls, MAX_WAITING, Duration.ofSeconds(1), Duration.ofMinutes(1));
  }

  SyslogSender(
      SyslogTarget target,
      SSLSocketFactory tls,
      int mostWaiting,
      Duration first,
      Duration longest) {
    this.target = target;
    this.tls = tls;
    this.waiting = new ArrayBlockingQueue<>(mostWaiting);
    this.firstPause = first;
    this.longestPause = longest;
  }

  public void start() {
    thread.start();
  }

  /// Most octets of a message.
  int mostBytes() {
    return target.transport() == SyslogTarget.Transport.UDP
        ? SyslogMessage.MAX_DATAGRAM
        : SyslogMessage.MAX_BYTES;
  }

  void offer(byte[] message) {
    if (closing || !waiting.offer(message)) {
      dropped.incrementAndGet();
    }
  }

  private void runGuarded() {
    try {
      run();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      disconnect();
    }
  }

  private void run() throws InterruptedException {
    Duration pause = firstPause;
    byte[] message = null;
    while (!closing || !waiting.isEmpty() || message != null) {
      if (message == null) {
        message = waiting.poll(POLL_MS, TimeUnit.MILLISECONDS);
      }
      if (message != null) {
        String failure = send(message);
        if (failure == null) {
          message = null;
          pause = firstPause;
          sent.incrementAndGet();
        } else if (closing) {
          return;
        } else {
          Thread.sleep(pause);
          Duration twice = pause.multipliedBy(2);
          pause = twice.compareTo(longestPause) < 0 ? twice : longestPause;
        }
      }
    }
  }

  /// Null when it went; why not otherwise.
  private @Nullable String send(byte[] message) {
    try {
      SyslogLine present = line;
      if (present == null) {
        present = SyslogLine.open(target, tls);
        line = present;
      }
      present.send(message);
      if (problem != null) {
        problem = null;
        log.info("syslog: {} is reached again", target);
      }
      return null;
    } catch (IOException | RuntimeException unreachable) {
      disconnect();
      String words = unreachable.getClass().getSimpleName() + ": " + unreachable.getMessage();
      String why = target + ": " + words.replaceAll("\\p{Cntrl}+", " ");
      if (problem == null) {
        problem = why;
        log.warn("syslog: {}", why);
      }
      problem = why;
      return why;
    }
  }

  private void disconnect() {
    SyslogLine present = line;
    line = null;
    if (present != null) {
      present.close();
    }
  }

  /// Why nothing is sent; null while it is, or nothing was to be sent.
  public @Nullable String problem() {
    return problem;
  }

  public SyslogTarget target() {
    return target;
  }

  /// Messages that wait.
  public int waiting() {
    return waiting.size();
  }

  /// Messages handed to the network since the start.
  public long sent() {
    return sent.get();
  }

  /// Messages for which there was no room since the start.
  public long dropped() {
    return dropped.get();
  }

  @Override
  public void close() {
    closing = true;
    try {
      if (!thread.join(CLOSE_PATIENCE)) {
        thread.interrupt();
        disconnect();
        var _ = thread.join(CLOSE_PATIENCE);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
