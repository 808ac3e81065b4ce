package io.tidegate.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpusPacketTest {
  /// RFC 6716 table 2; the low bits of the first byte are the frame count code.
  @ParameterizedTest
  @CsvSource({
    "00, 10000",
    "08, 20000",
    "10, 40000",
    "18, 60000", // SILK
    "60, 10000",
    "68, 20000",
    "78, 20000", // hybrid
    "80, 2500",
    "88, 5000",
    "90, 10000",
    "f8, 20000", // CELT
    "f9, 40000",
    "fa, 40000",
    "fb01, 20000",
    "fb06, 120000",
    "83b0, 120000"
  })
  void tellsHowLongAPacketSounds(String hex, long micros) throws Exception {
    MediaTime expected = new MediaTime(micros * 1000);
    assertThat(OpusPacket.duration(Bytes.ofHex(hex))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fb", "fb00", "fb40", "fb07", "1b03"})
  void refusesPacketsWithoutFramesOrOfOver120Milliseconds(String hex) {
    assertThatThrownBy(() -> OpusPacket.duration(Bytes.ofHex(hex)))
        .isInstanceOf(MalformedException.class);
  }
}
