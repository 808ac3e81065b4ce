package io.tidegate.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7845 §5.1.
class OpusHeadTest {
  private static final String MAGIC = "4f70757348656164";

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void readsWhatItWrites(int channels) throws Exception {
    CodecParams.Opus opus = OpusHead.of(channels);
    assertThat(OpusHead.parse(opus.head())).isEqualTo(opus);
    assertThat(opus.preSkip()).isEqualTo(3840);
    assertThat(opus.channels()).isEqualTo(channels);
  }

  /// Version, channels, family and its table.
  @ParameterizedTest
  @CsvSource({
    "01, 01, 00, '', 1",
    "0f, 02, 00, '', 2", // the lower half of the version does not matter
    "00, 02, 00, '', 2",
    "01, 01, 01, 010000, 1",
    "01, 06, 01, 0402000401020305, 6", // 5.1 in the order of Vorbis
    "01, 08, 01, 05030006010203040507, 8",
    "01, 03, ff, 0300000102, 3",
    "01, 03, 02, 0300ff0102, 3", // a reserved family, a silent channel
    "01, 02, 01, fe010001, 2", // streams and coupled streams: 255
  })
  void readsEveryFamily(String version, String channels, String family, String table, int count)
      throws Exception {
    Bytes head = head(version, channels, family, table);
    CodecParams.Opus opus = OpusHead.parse(head);
    assertThat(opus.channels()).isEqualTo(count);
    assertThat(opus.preSkip()).isEqualTo(0x0138);
    assertThat(opus.head()).isEqualTo(head);
    Bytes longer = Bytes.concat(head, Bytes.of(1, 2, 3));
    assertThat(OpusHead.parse(longer)).isEqualTo(opus);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 02, 00, ''", // another version
    "01, 00, 00, ''",
    "01, 03, 00, ''", // §5.1.1.1: family 0 has one or two
    "01, ff, 00, ''",
    "01, 09, 01, 090000010203040506070800", // §5.1.1.2: family 1 has up to eight
    "01, 02, 01, ''",
    "01, 02, 01, 020000", // cut
    "01, 02, 01, 00000001", // no stream
    "01, 02, 01, 01020001", // more coupled ones than streams
    "01, 02, 01, ff010001", // 256 of both
    "01, 02, 01, 02000002", // a channel of a stream that is not there
  })
  void refusesWhatCannotBe(String version, String channels, String family, String table) {
    Bytes head = head(version, channels, family, table);
    assertThatThrownBy(() -> OpusHead.parse(head)).isInstanceOf(MalformedException.class);
  }

  @Test
  void refusesEveryCut() throws Exception {
    Bytes head = head("01", "02", "01", "01010001");
    OpusHead.parse(head);
    for (int length = 0; length < head.length(); length++) {
      Bytes cut = head.slice(0, length);
      assertThatThrownBy(() -> OpusHead.parse(cut)).isInstanceOf(MalformedException.class);
    }
  }

  private static Bytes head(String version, String channels, String family, String table) {
    return Bytes.ofHex(MAGIC + version + channels + "3801 80bb0000 0000" + family + table);
  }
}
