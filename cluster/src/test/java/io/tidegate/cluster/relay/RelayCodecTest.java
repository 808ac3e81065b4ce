package io.tidegate.cluster.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.cluster.relay.RelayWriter.Kind;
import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamKey;
import io.tidegate.media.TrackList;
import io.tidegate.media.testing.SeededFuzz;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RelayCodecTest {
  private static final long NOW = 5_000_000_000L;

  private static final Frame FRAME =
      new Frame(
          1,
          MediaTime.ofMillis(40),
          MediaTime.ofMillis(120),
          true,
          Bytes.of(1, 2, 3),
          NOW - 1_500_000);

  private static List<RelayMessage> conversation() {
    return List.of(
        new RelayMessage.Ask(new StreamKey("live", "x"), 17),
        new RelayMessage.Welcome(0x0102030405060708L),
        new RelayMessage.Refused(RelayRefusal.RELAYED),
        new RelayMessage.Happened(new TracksChanged(AllCodings.tracks()), 0),
        new RelayMessage.Happened(new TracksChanged(TrackList.EMPTY), 0),
        new RelayMessage.Happened(FRAME, 1_500),
        new RelayMessage.Happened(new Discontinuity(Discontinuity.Reason.SIGNALLED), 0),
        new RelayMessage.Beside(Bytes.of(7, 8, 9)),
        RelayMessage.Alive.HERE,
        new RelayMessage.Happened(EndOfStream.INSTANCE, 0));
  }

  private static Bytes written(List<RelayMessage> messages) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      for (RelayMessage message : messages) {
        RelayWriter.write(message, out);
      }
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    return Bytes.wrap(out.toByteArray());
  }

  private static RelayReader reader(InputStream in) {
    return new RelayReader(in, () -> NOW);
  }

  private static RelayReader reader(Bytes bytes) {
    return reader(new ByteArrayInputStream(bytes.toByteArray()));
  }

  private static List<RelayMessage> all(RelayReader reader) throws IOException {
    List<RelayMessage> all = new ArrayList<>();
    try {
      while (true) {
        all.add(reader.read());
      }
    } catch (EOFException over) {
      assertThat(over).hasMessage("the other node has ended it");
      return all;
    }
  }

  @Test
  void everythingComesAsItWasSaid() throws Exception {
    assertThat(all(reader(written(conversation())))).isEqualTo(conversation());
  }

  /// Tunnels hand on what has come, not messages.
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 188, 1316, 4096})
  void comesInPieces(int size) throws Exception {
    Bytes whole = written(conversation());
    InputStream pieces =
        new ByteArrayInputStream(whole.toByteArray()) {
          @Override
          public synchronized int read(byte[] to, int at, int length) {
            return super.read(to, at, Math.min(length, size));
          }
        };
    assertThat(all(reader(pieces))).isEqualTo(conversation());
  }

  /// The form is for ever, as nodes of two releases talk to each other.
  @Test
  void theFormIsThis() {
    assertThat(written(List.of(new RelayMessage.Ask(new StreamKey("live", "x"), 17))).toHex())
        .isEqualTo("00" + "0000000f" + "01" + "0000000000000011" + "6c6976652f78");
    assertThat(written(List.of(new RelayMessage.Happened(FRAME, 1_500))).toHex())
        .isEqualTo(
            "04"
                + "00000019"
                + "01"
                + "01"
                + "0000000002625a00"
                + "0000000004c4b400"
                + "000005dc"
                + "010203");
    assertThat(written(List.of(RelayMessage.Alive.HERE)).toHex()).isEqualTo("0800000000");
    assertThat(written(List.of(new RelayMessage.Beside(Bytes.of(7)))).toHex())
        .isEqualTo("070000000107");
  }

  /// What a golden file would say, in one number for each coding.
  @Test
  void eachCodingHasItsLength() throws Exception {
    List<Integer> lengths = new ArrayList<>();
    for (RelayMessage message : conversation()) {
      lengths.add(written(List.of(message)).length());
    }
    assertThat(lengths).startsWith(20, 13, 6).endsWith(6, 8, 5, 5);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void refusesWhatIsLongerThanItsKindMayBe(Kind kind) {
    Bytes tooLong = new ByteWriter().u8(kind.number()).u32(kind.mostBytes() + 1L).toBytes();
    assertThatThrownBy(() -> reader(tooLong).read())
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("there may be " + kind.mostBytes());
  }

  /// The longest is believed only as far as it comes.
  @Test
  void aLengthAloneTakesNoMemory() {
    Bytes lie =
        new ByteWriter().u8(Kind.FRAME.number()).u32(RelayReader.FRAME_LIMIT).u8(1).toBytes();
    RelayReader reader = reader(lie);
    long before = allocated();
    String message = "";
    try {
      reader.read();
    } catch (IOException refused) {
      message = refused.getMessage();
    }
    assertThat(allocated() - before).isLessThan(RelayReader.FRAME_LIMIT / 8);
    assertThat(message).isEqualTo("the other node has ended it within a message");
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @Test
  void refusesKindsThatItDoesNotKnow() {
    assertThatThrownBy(() -> reader(Bytes.of(9, 0, 0, 0, 0)).read())
        .isInstanceOf(ProtocolException.class)
        .hasMessage("message 9 is not known here");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "04 00000016 01 00 0000000000000000 0000000000000000 00000000", // no payload
        "04 00000017 00 00 0000000000000000 0000000000000000 00000000 01", // track 0
        "04 00000017 01 02 0000000000000000 0000000000000000 00000000 01", // an unknown flag
        "04 00000017 01 00 0000000000000000 ffffffffffffffff 00000000 01", // shown before
        "04 00000017 01 00 7fffffffffffffff 0000000000000001 00000000 01", // out of range
        "04 00000003 01 00 00", // too short
        "02 00000001 63", // an unknown refusal
        "05 00000001 63", // an unknown reason
        "01 00000009 000000000000000000", // too long
        "00 0000000a 01 0000000000000000 2f", // no key
        "03 00000001 01", // a track that is not there
        "03 00000008 01 01 00 00000001 63", // an unknown coding
      })
  void refusesWhatIsWrong(String hex) {
    assertThatThrownBy(() -> reader(Bytes.ofHex(hex)).read())
        .isInstanceOf(ProtocolException.class)
        .message()
        .isNotBlank();
  }

  @Test
  void damagedBytesGiveARefusalAndNothingElse() {
    Bytes good = written(conversation());
    SeededFuzz.run(
        20_261_122,
        3_000,
        random -> {
          RelayReader reader = reader(SeededFuzz.mutate(good, random));
          try {
            while (true) {
              reader.read();
            }
          } catch (ProtocolException | EOFException refused) {
            assertThat(refused.getMessage()).isNotBlank();
          }
        });
  }

  @Test
  void noiseGivesARefusalAndNothingElse() {
    SeededFuzz.run(
        7,
        1_000,
        random -> {
          int kind = random.nextInt(Kind.values().length);
          int length = random.nextInt(60);
          ByteWriter noise = new ByteWriter().u8(kind).u32(length);
          RelayReader reader = reader(noise.write(SeededFuzz.bytes(random, length)).toBytes());
          try {
            reader.read();
          } catch (ProtocolException refused) {
            assertThat(refused.getMessage()).isNotBlank();
          }
        });
  }
}
