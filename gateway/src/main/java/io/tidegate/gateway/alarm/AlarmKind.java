package io.tidegate.gateway.alarm;

import java.time.Duration;
import java.util.Locale;

/// What an operator is told without asking, how long it must last before, and what to do about it.
public enum AlarmKind {
  SOURCE_LOST(
      Severity.CRITICAL,
      10,
      5,
      "See what each source of the route did last; the camera, its network or its password."),
  ON_STANDBY(Severity.WARNING, 300, 30, "The best source has not come back: see its last failure."),
  PART_DEGRADED(Severity.WARNING, 10, 10, "The rest runs; the message says what is missing."),
  DISK_LOW(
      Severity.WARNING,
      60,
      300,
      "Make room: when it is full no change is taken and no history kept. The media goes on."),
  SRT_LOSS(
      Severity.WARNING,
      30,
      120,
      "Packets come too late for the agreed latency: raise it to four round trips, or try the"
          + " policy deadline."),
  SRT_RETRANSMISSIONS(
      Severity.WARNING,
      30,
      120,
      "The line loses much, or the peer asks too often: see the loss of the link."),
  UNDECRYPTABLE(Severity.CRITICAL, 5, 30, "The passphrases of the route and of the peer differ."),
  BIT_RATE(
      Severity.WARNING,
      30,
      30,
      "See the encoder's settings and the line to it; the route says what is expected."),
  GOP_TOO_LONG(
      Severity.WARNING,
      30,
      30,
      "Set the encoder's key frame interval to 1 or 2 seconds: players begin at key frames."),
  CLOCK_DRIFT(
      Severity.WARNING,
      60,
      60,
      "The encoder's clock goes wrong, or the line to it gets slower: let it keep time by NTP, and"
          + " see its bit rate."),
  AV_OFFSET(
      Severity.WARNING,
      30,
      30,
      "Sound and pictures come apart since the publisher began: restart the encoder, and see the"
          + " clock of its sound."),
  LOOP_LAG(
      Severity.WARNING,
      10,
      60,
      "All streams of a loop wait that long: see who uses the processors, the pauses of the"
          + " collector, and the threads of the diagnostics bundle."),
  LOGGED_ERRORS(Severity.WARNING, 0, 60, "See the log; the diagnostics bundle has its end."),
  WEBHOOK_FAILING(
      Severity.WARNING,
      120,
      10,
      "See the webhook's deliveries for the answer, and try it with its test; what waits is sent"
          + " when it takes messages again."),
  WEBHOOK_DROPPED(
      Severity.WARNING,
      0,
      600,
      "Messages were too many or too old before they were taken: they are in the events alone."),
  STORAGE_FAILING(
      Severity.WARNING,
      120,
      10,
      "Try the storage profile with its test, which says what to do; files wait here and are"
          + " sent when it takes them again. See the room on this machine's disk."),
  STORAGE_BEHIND(
      Severity.WARNING,
      60,
      60,
      "More is made than is stored: see the bandwidth to the storage profile, its limit, and how"
          + " many uploads go at once."),
  STORAGE_REFUSED(
      Severity.CRITICAL,
      0,
      600,
      "The queue of a storage profile is full, or a file was gone before it was stored: what is"
          + " not stored stays here, if it is still there."),
  CLUSTER_SPLIT(
      Severity.CRITICAL,
      0,
      0,
      "See the machines that are away and the network between them; when they are back all is one"
          + " again by itself. Remove a node that will not come back.");

  private final Severity severity;
  private final Duration after;
  private final Duration clearAfter;
  private final String advice;

  AlarmKind(Severity severity, int afterSeconds, int clearAfterSeconds, String advice) {
    this.severity = severity;
    this.after = Duration.ofSeconds(afterSeconds);
    this.clearAfter = Duration.ofSeconds(clearAfterSeconds);
    this.advice = advice;
  }

  /// How much it hurts.
  public enum Severity {
    WARNING,
    /// Somebody sees nothing.
    CRITICAL;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Severity severity() {
    return severity;
  }

  /// How long it lasts before anybody is told.
  Duration after() {
    return after;
  }

  /// How long it is well before the alarm is over.
  Duration clearAfter() {
    return clearAfter;
  }

  /// What to do first.
  public String advice() {
    return advice;
  }

  /// As the API writes it.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
