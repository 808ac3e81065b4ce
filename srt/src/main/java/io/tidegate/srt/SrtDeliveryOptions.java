package io.tidegate.srt;

import io.tidegate.media.hub.Outbox;

/// How streams are sent over SRT. Immutable.
///
/// @param senders threads that hand messages to libsrt
/// @param limits what may wait for one peer, beside libsrt's own buffer; who loses something in as
///   many seconds in a row as their patience has is too slow
public record SrtDeliveryOptions(int senders, Outbox.Limits limits) {
  /// Two threads, and what all outputs allow.
  public static final SrtDeliveryOptions DEFAULT = new SrtDeliveryOptions(2, Outbox.Limits.DEFAULT);

  public SrtDeliveryOptions {
    if (senders < 1 || senders > 64) {
      throw new IllegalArgumentException(senders + " senders");
    }
  }
}
