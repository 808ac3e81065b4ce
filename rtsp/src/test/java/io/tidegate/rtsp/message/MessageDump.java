package io.tidegate.rtsp.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.media.Bytes;
import java.util.zip.CRC32;

/// Messages as text, one line for the start and one for each header.
final class MessageDump {
  private final StringBuilder text = new StringBuilder();

  void add(RtspMessage message) {
    switch (message) {
      case RtspRequest request ->
          add(request.method() + " " + request.uri(), request.headers(), request.body());
      case RtspResponse response ->
          add("answer " + response.statusLine(), response.headers(), response.body());
      case Interleaved packet ->
          text.append("packet ")
              .append(packet.channel())
              .append(' ')
              .append(describe(packet.payload()))
              .append('\n');
    }
  }

  private void add(String start, Headers headers, Bytes body) {
    text.append(start).append('\n');
    headers
        .fields()
        .forEach(field ->
            text.append("  ")
                .append(field.getKey())
                .append(" = ")
                .append(field.getValue())
                .append('\n'));
    if (!body.isEmpty()) {
      text.append("  body ").append(describe(body)).append(": ");
      text.append(body.text(UTF_8).lines().findFirst().orElse("")).append('\n');
    }
  }

  private static String describe(Bytes bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes.toByteArray());
    return bytes.length() + " bytes crc " + Long.toHexString(crc.getValue());
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
