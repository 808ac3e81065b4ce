package io.tidegate.media;

/// Takes the events of one stream, in the order that [StreamEvent] promises.
///
/// Called on one thread at a time, the owner's loop. An implementation never blocks and never
/// throws: what it cannot use, it drops and counts.
@FunctionalInterface
public interface StreamSink {
  void accept(StreamEvent event);
}
