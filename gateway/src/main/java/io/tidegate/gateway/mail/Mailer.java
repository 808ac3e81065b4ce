package io.tidegate.gateway.mail;

import io.tidegate.gateway.alarm.Alarm;
import io.tidegate.media.Nullable;
import jakarta.mail.MessagingException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells people of alarms by mail. Any thread; the mail server waits on a thread of its own.
///
/// Letters that the server has not taken wait in memory, at most [#MAX_WAITING], and are tried
/// again every minute.
public final class Mailer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Mailer.class);

  static final int MAX_WAITING = 100;
  private static final long CLOSE_SECONDS = 5;

  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, work -> Thread.ofPlatform().name("mail").daemon().unstarted(work));
  private final Post post;
  private final Clock clock;
  private final Supplier<List<Alarm>> open;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private volatile @Nullable String problem;
  private volatile int waiting;

  /// On the thread alone.
  private final MailBook book;

  private final Deque<Letter> letters = new ArrayDeque<>();

  /// @param tls trusts those whom the options trust
  /// @param open alarms, for reminders
  public Mailer(
      MailOptions options, SSLSocketFactory tls, Supplier<List<Alarm>> open, Clock clock) {
    this.post = new Post(options, tls);
    this.open = open;
    this.clock = clock;
    this.book = new MailBook(options.perHour(), options.reminder(), clock.instant());
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /// @param every how often what waits is tried again
  public void start(Duration every) {
    var _ =
        thread.scheduleWithFixedDelay(
            this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// An alarm was raised, or is over. Never waits.
  public void alarmed(Alarm alarm, boolean raised) {
    if (!thread.isShutdown()) {
      thread.execute(() -> {
        book.alarmed(alarm, raised, clock.instant()).ifPresent(this::queue);
        sendAll();
      });
    }
  }

  private void look() {
    book.look(open.get(), clock.instant()).ifPresent(this::queue);
    sendAll();
  }

  private void queue(Letter letter) {
    if (letters.size() >= MAX_WAITING) {
      letters.removeFirst();
      dropped.incrementAndGet();
    }
    letters.addLast(letter);
    waiting = letters.size();
  }

  private void sendAll() {
    while (!letters.isEmpty()) {
      String failure = send(letters.getFirst());
      if (failure != null) {
        if (problem == null) {
          log.warn("mail: {}", failure);
        }
        problem = failure;
        return;
      }
      letters.removeFirst();
      waiting = letters.size();
      problem = null;
      sent.incrementAndGet(); // whoever sees it sees the rest, too
    }
  }

  /// Null when the server has taken it; why not otherwise.
  private @Nullable String send(Letter letter) {
    try {
      post.send(letter);
      return null;
    } catch (MessagingException | RuntimeException refused) {
      failures.incrementAndGet();
      Throwable cause = refused;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      String words =
          refused.getMessage() + (cause.equals(refused) ? "" : ": " + cause.getMessage());
      return words.replaceAll("\\p{Cntrl}+", " ").strip();
    }
  }

  /// Sends a letter at once, beside what waits; complete with why not, empty when the server has
  /// taken it.
  public CompletableFuture<String> test() {
    CompletableFuture<String> done = new CompletableFuture<>();
    if (thread.isShutdown()) {
      done.complete("the server is stopping");
      return done;
    }
    thread.execute(() -> {
      String text = "Somebody has asked for this letter at " + clock.instant() + ".\n";
      String failure = send(new Letter("[Tidegate] test", text));
      if (failure == null) {
        sent.incrementAndGet();
      }
      done.complete(failure == null ? "" : failure);
    });
    return done;
  }

  /// Why the last letter of an alarm was not taken; null when it was.
  public @Nullable String problem() {
    return problem;
  }

  /// Letters that wait.
  public int waiting() {
    return waiting;
  }

  /// Letters taken since the start.
  public long sent() {
    return sent.get();
  }

  /// Attempts that were not taken since the start.
  public long failures() {
    return failures.get();
  }

  /// Letters for which there was no room since the start.
  public long dropped() {
    return dropped.get();
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      var _ = thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
