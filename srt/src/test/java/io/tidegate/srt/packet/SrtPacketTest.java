package io.tidegate.srt.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SrtPacketTest {
  @Test
  void readsTheHeaderOfData() {
    ByteBuffer data = buffer(Captured.DATA);

    assertThat(SrtPacket.isControl(data, 0)).isFalse();
    assertThat(SrtPacket.sequence(data, 0)).isEqualTo(0x1e57a3db);
    assertThat(SrtPacket.messageNumber(data, 0)).isEqualTo(1);
    assertThat(SrtPacket.isRetransmitted(data, 0)).isFalse();
    assertThat(SrtPacket.keyFlag(data, 0)).isEqualTo(1);
    assertThat(SrtPacket.timestampMicros(data, 0)).isEqualTo(0x0004945c);
    assertThat(SrtPacket.destination(data, 0)).isEqualTo(0x03728187);
  }

  @Test
  void knowsThePacketsOfAPacketFilter() {
    assertThat(SrtPacket.messageNumber(buffer(Captured.FILTER_DATA), 0))
        .isEqualTo(SrtPacket.FILTER_MESSAGE_NUMBER);
  }

  @Test
  void setsTheRetransmissionBitAlone() {
    ByteBuffer data = buffer(Captured.DATA);

    SrtPacket.markRetransmitted(data, 0);

    assertThat(SrtPacket.isRetransmitted(data, 0)).isTrue();
    assertThat(SrtPacket.messageNumber(data, 0)).isEqualTo(1);
    assertThat(SrtPacket.keyFlag(data, 0)).isEqualTo(1);
  }

  @Test
  void readsTheWidestValues() {
    ByteBuffer data = buffer(Bytes.ofHex("7fffffffffffffffffffffffffffffff"));

    assertThat(SrtPacket.sequence(data, 0)).isEqualTo(Integer.MAX_VALUE);
    assertThat(SrtPacket.messageNumber(data, 0)).isEqualTo((1 << 26) - 1);
    assertThat(SrtPacket.keyFlag(data, 0)).isEqualTo(3);
  }

  @Test
  void readsTheHeaderOfControl() {
    ByteBuffer ack = buffer(Captured.FULL_ACK);

    assertThat(SrtPacket.isControl(ack, 0)).isTrue();
    assertThat(SrtPacket.controlType(ack, 0)).isEqualTo(ControlType.ACK);
    assertThat(SrtPacket.additional(ack, 0)).isEqualTo(2);
    assertThat(SrtPacket.timestampMicros(ack, 0)).isEqualTo(0x5ba6);
    assertThat(SrtPacket.controlType(buffer(Captured.ACKACK), 0)).isEqualTo(ControlType.ACKACK);
    assertThat(SrtPacket.controlType(buffer(Captured.SHUTDOWN), 0)).isEqualTo(ControlType.SHUTDOWN);
    ByteBuffer extended = buffer(Bytes.ofHex("ffff0002000000000000000000000000"));
    assertThat(SrtPacket.controlType(extended, 0)).isEqualTo(ControlType.EXTENDED);
    assertThat(SrtPacket.controlSubtype(extended, 0)).isEqualTo(HandshakeTerms.RESPONSE);
  }

  @Test
  void writesTheHeaderOfControl() {
    ByteBuffer buffer = ByteBuffer.allocate(20);

    SrtPacket.writeControl(buffer, 4, ControlType.NAK, 0, 0xe8e2, 0x18556c90);

    assertThat(Bytes.copyOf(buffer).slice(4)).isEqualTo(Captured.NAK.slice(0, 16));
  }

  @Test
  void readsAndPatchesAFullAcknowledgement() {
    ByteBuffer ack = buffer(Captured.FULL_ACK);

    assertThat(FullAck.isFull(ack.capacity())).isTrue();
    assertThat(FullAck.firstMissing(ack, 0)).isEqualTo(0x1e57a3f1);
    assertThat(FullAck.rttMicros(ack, 0)).isEqualTo(325);
    assertThat(FullAck.rttVarMicros(ack, 0)).isEqualTo(162);
    FullAck.writeRttVarMicros(ack, 0, 82);
    assertThat(FullAck.rttVarMicros(ack, 0)).isEqualTo(82);
    assertThat(FullAck.rttMicros(ack, 0)).isEqualTo(325);
  }

  @Test
  void tellsLightAcknowledgementsByTheirLength() {
    int length = Captured.LIGHT_ACK.length();

    assertThat(FullAck.isFull(length)).isFalse();
    assertThat(FullAck.hasSequence(length)).isTrue();
    assertThat(FullAck.hasSequence(length - 1)).isFalse();
    assertThat(FullAck.isFull(31)).isFalse();
    assertThat(FullAck.isFull(32)).isTrue();
  }

  static ByteBuffer buffer(Bytes bytes) {
    return ByteBuffer.wrap(bytes.toByteArray());
  }
}
