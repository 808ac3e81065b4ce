package io.tidegate.rtsp.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import java.util.Map;

/// Messages to bytes. RFC 2326 §4. `Content-Length` is written here, nowhere else.
public final class RtspWriter {
  private RtspWriter() {}

  public static Bytes bytes(RtspMessage message) {
    return switch (message) {
      case RtspRequest request ->
          text(
              request.method() + " " + request.uri() + " " + request.version(),
              request.headers(),
              request.body());
      case RtspResponse response ->
          text(
              response.version() + " " + response.status() + " " + oneLine(response.reason()),
              response.headers(),
              response.body());
      case Interleaved packet -> {
        ByteWriter out = new ByteWriter(Interleaved.HEADER_LENGTH + packet.payload().length());
        header(packet.channel(), packet.payload().length(), out);
        yield out.write(packet.payload()).toBytes();
      }
    };
  }

  /// The four bytes before a packet. RFC 2326 §10.12
  public static void header(int channel, int length, ByteWriter out) {
    out.u8(Interleaved.MAGIC).u8(channel).u16(length);
  }

  private static Bytes text(String startLine, Headers headers, Bytes body) {
    StringBuilder head = new StringBuilder(256).append(startLine).append("\r\n");
    for (Map.Entry<String, String> field : headers.fields()) {
      head.append(field.getKey()).append(": ").append(field.getValue()).append("\r\n");
    }
    if (!body.isEmpty()) {
      head.append("Content-Length: ").append(body.length()).append("\r\n");
    }
    Bytes text = Bytes.of(head.append("\r\n").toString(), UTF_8);
    return body.isEmpty() ? text : Bytes.concat(text, body);
  }

  private static String oneLine(String reason) {
    return reason.replace('\r', ' ').replace('\n', ' ');
  }
}
