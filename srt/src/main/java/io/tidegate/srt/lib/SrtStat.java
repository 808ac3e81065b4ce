package io.tidegate.srt.lib;

import java.util.Locale;

/// The counters of a connection: libsrt's `CBytePerfMon` in its order, each with name, unit and
/// place. `…_TOTAL` counts since the connection began, the like without since the last reading that
/// cleared, the rest is as of now.
///
/// The structure only ever grew at its end, so places hold for libsrt 1.5 and later.
public enum SrtStat {
  TIME(Kind.LONG, Unit.MILLISECONDS),
  PACKETS_SENT_TOTAL(Kind.LONG, Unit.PACKETS),
  PACKETS_RECEIVED_TOTAL(Kind.LONG, Unit.PACKETS),
  SEND_LOSS_TOTAL(Kind.INT, Unit.PACKETS),
  RECEIVE_LOSS_TOTAL(Kind.INT, Unit.PACKETS),
  /// As the sender: repeats sent.
  RETRANSMITTED_TOTAL(Kind.INT, Unit.PACKETS),
  ACKS_SENT_TOTAL(Kind.INT, Unit.PACKETS),
  ACKS_RECEIVED_TOTAL(Kind.INT, Unit.PACKETS),
  NAKS_SENT_TOTAL(Kind.INT, Unit.PACKETS),
  NAKS_RECEIVED_TOTAL(Kind.INT, Unit.PACKETS),
  SEND_DURATION_TOTAL(Kind.LONG, Unit.MICROSECONDS),
  SEND_DROPPED_TOTAL(Kind.INT, Unit.PACKETS),
  /// Missing when it was time to play them.
  RECEIVE_DROPPED_TOTAL(Kind.INT, Unit.PACKETS),
  UNDECRYPTED_TOTAL(Kind.INT, Unit.PACKETS),
  BYTES_SENT_TOTAL(Kind.LONG, Unit.BYTES),
  BYTES_RECEIVED_TOTAL(Kind.LONG, Unit.BYTES),
  BYTES_RECEIVE_LOSS_TOTAL(Kind.LONG, Unit.BYTES),
  BYTES_RETRANSMITTED_TOTAL(Kind.LONG, Unit.BYTES),
  BYTES_SEND_DROPPED_TOTAL(Kind.LONG, Unit.BYTES),
  BYTES_RECEIVE_DROPPED_TOTAL(Kind.LONG, Unit.BYTES),
  BYTES_UNDECRYPTED_TOTAL(Kind.LONG, Unit.BYTES),

  PACKETS_SENT(Kind.LONG, Unit.PACKETS),
  PACKETS_RECEIVED(Kind.LONG, Unit.PACKETS),
  SEND_LOSS(Kind.INT, Unit.PACKETS),
  RECEIVE_LOSS(Kind.INT, Unit.PACKETS),
  RETRANSMITTED(Kind.INT, Unit.PACKETS),
  /// As the receiver: repeats that came.
  RECOVERED(Kind.INT, Unit.PACKETS),
  ACKS_SENT(Kind.INT, Unit.PACKETS),
  ACKS_RECEIVED(Kind.INT, Unit.PACKETS),
  NAKS_SENT(Kind.INT, Unit.PACKETS),
  NAKS_RECEIVED(Kind.INT, Unit.PACKETS),
  SEND_RATE(Kind.DOUBLE, Unit.MEGABITS_PER_SECOND),
  RECEIVE_RATE(Kind.DOUBLE, Unit.MEGABITS_PER_SECOND),
  SEND_DURATION(Kind.LONG, Unit.MICROSECONDS),
  /// The largest displacement of packets that came out of order.
  REORDER_DISTANCE(Kind.INT, Unit.PACKETS),
  BELATED_AVERAGE(Kind.DOUBLE, Unit.MILLISECONDS),
  /// Came when they had been given up already.
  BELATED(Kind.LONG, Unit.PACKETS),
  SEND_DROPPED(Kind.INT, Unit.PACKETS),
  RECEIVE_DROPPED(Kind.INT, Unit.PACKETS),
  UNDECRYPTED(Kind.INT, Unit.PACKETS),
  BYTES_SENT(Kind.LONG, Unit.BYTES),
  BYTES_RECEIVED(Kind.LONG, Unit.BYTES),
  BYTES_RECEIVE_LOSS(Kind.LONG, Unit.BYTES),
  BYTES_RETRANSMITTED(Kind.LONG, Unit.BYTES),
  BYTES_SEND_DROPPED(Kind.LONG, Unit.BYTES),
  BYTES_RECEIVE_DROPPED(Kind.LONG, Unit.BYTES),
  BYTES_UNDECRYPTED(Kind.LONG, Unit.BYTES),

  SEND_PERIOD(Kind.DOUBLE, Unit.MICROSECONDS),
  FLOW_WINDOW(Kind.INT, Unit.PACKETS),
  CONGESTION_WINDOW(Kind.INT, Unit.PACKETS),
  FLIGHT_SIZE(Kind.INT, Unit.PACKETS),
  RTT(Kind.DOUBLE, Unit.MILLISECONDS),
  BANDWIDTH(Kind.DOUBLE, Unit.MEGABITS_PER_SECOND),
  SEND_BUFFER_FREE(Kind.INT, Unit.BYTES),
  RECEIVE_BUFFER_FREE(Kind.INT, Unit.BYTES),
  MAX_BANDWIDTH(Kind.DOUBLE, Unit.MEGABITS_PER_SECOND),
  MSS(Kind.INT, Unit.BYTES),
  SEND_BUFFER(Kind.INT, Unit.PACKETS),
  BYTES_SEND_BUFFER(Kind.INT, Unit.BYTES),
  SEND_BUFFER_TIME(Kind.INT, Unit.MILLISECONDS),
  /// Latency that the peer applies to what we send.
  SEND_LATENCY(Kind.INT, Unit.MILLISECONDS),
  RECEIVE_BUFFER(Kind.INT, Unit.PACKETS),
  BYTES_RECEIVE_BUFFER(Kind.INT, Unit.BYTES),
  RECEIVE_BUFFER_TIME(Kind.INT, Unit.MILLISECONDS),
  RECEIVE_LATENCY(Kind.INT, Unit.MILLISECONDS),
  FILTER_EXTRA_SENT_TOTAL(Kind.INT, Unit.PACKETS),
  FILTER_EXTRA_RECEIVED_TOTAL(Kind.INT, Unit.PACKETS),
  /// Rebuilt by forward error correction.
  FILTER_SUPPLIED_TOTAL(Kind.INT, Unit.PACKETS),
  FILTER_LOSS_TOTAL(Kind.INT, Unit.PACKETS),
  FILTER_EXTRA_SENT(Kind.INT, Unit.PACKETS),
  FILTER_EXTRA_RECEIVED(Kind.INT, Unit.PACKETS),
  FILTER_SUPPLIED(Kind.INT, Unit.PACKETS),
  FILTER_LOSS(Kind.INT, Unit.PACKETS),
  REORDER_TOLERANCE(Kind.INT, Unit.PACKETS),
  UNIQUE_SENT_TOTAL(Kind.LONG, Unit.PACKETS),
  UNIQUE_RECEIVED_TOTAL(Kind.LONG, Unit.PACKETS),
  BYTES_UNIQUE_SENT_TOTAL(Kind.LONG, Unit.BYTES),
  BYTES_UNIQUE_RECEIVED_TOTAL(Kind.LONG, Unit.BYTES),
  UNIQUE_SENT(Kind.LONG, Unit.PACKETS),
  UNIQUE_RECEIVED(Kind.LONG, Unit.PACKETS),
  BYTES_UNIQUE_SENT(Kind.LONG, Unit.BYTES),
  BYTES_UNIQUE_RECEIVED(Kind.LONG, Unit.BYTES);

  /// What a value counts.
  public enum Unit {
    PACKETS("packets"),
    BYTES("bytes"),
    MILLISECONDS("ms"),
    MICROSECONDS("us"),
    MEGABITS_PER_SECOND("Mbit/s");

    private final String label;

    Unit(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /// The C type of a field.
  enum Kind {
    INT(Integer.BYTES),
    LONG(Long.BYTES),
    DOUBLE(Double.BYTES);

    final int bytes;

    Kind(int bytes) {
      this.bytes = bytes;
    }
  }

  /// Room for the structure, and for what a later libsrt appends to it.
  static final int BYTES = 1_024;

  private final Kind kind;
  private final Unit unit;

  SrtStat(Kind kind, Unit unit) {
    this.kind = kind;
    this.unit = unit;
  }

  public Unit unit() {
    return unit;
  }

  /// Such as `receive-loss-total`.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Kind kind() {
    return kind;
  }
}
