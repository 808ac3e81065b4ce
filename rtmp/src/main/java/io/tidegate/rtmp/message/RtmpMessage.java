package io.tidegate.rtmp.message;

import io.tidegate.media.Bytes;
import io.tidegate.media.amf.Amf0Value;
import java.util.List;

/// What a message means. Immutable. RTMP 1.0 §5.4, §7.1.
public sealed interface RtmpMessage {
  /// §5.4.3: the peer has so many bytes of ours, modulo 2^32.
  record Acknowledgement(long sequenceNumber) implements RtmpMessage {}

  /// §5.4.4: acknowledge after so many bytes.
  record WindowAcknowledgementSize(int bytes) implements RtmpMessage {}

  /// §5.4.5
  record SetPeerBandwidth(int bytes, int limitType) implements RtmpMessage {}

  /// §7.1.7
  ///
  /// @param event event type: 0 stream begin, 6 ping request, 7 ping response
  record UserControl(int event, Bytes data) implements RtmpMessage {}

  /// §7.1.4: the body of an FLV audio tag.
  record Audio(int timestampMs, Bytes body) implements RtmpMessage {}

  /// §7.1.5: the body of an FLV video tag.
  record Video(int timestampMs, Bytes body) implements RtmpMessage {}

  /// §7.1.2: metadata, without the `@setDataFrame` of publishers.
  ///
  /// @param body from the name (`onMetaData`) on, the body of an FLV script tag
  record Metadata(int timestampMs, Bytes body) implements RtmpMessage {}

  /// §7.1.1
  ///
  /// @param arguments from the command object on; [Amf0Value.Null] for those that are missing is up
  ///   to [#argument]
  record Command(int streamId, String name, double transactionId, List<Amf0Value> arguments)
      implements RtmpMessage {
    public Command {
      arguments = List.copyOf(arguments);
    }

    /// The argument at `index`, null (of AMF) when there are fewer.
    public Amf0Value argument(int index) {
      return index < arguments.size() ? arguments.get(index) : Amf0Value.Null.INSTANCE;
    }
  }

  /// A type that has no meaning here.
  record Ignored(int typeId) implements RtmpMessage {}
}
