package io.tidegate.media.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.amf.Amf0Value.Bool;
import io.tidegate.media.amf.Amf0Value.Date;
import io.tidegate.media.amf.Amf0Value.EcmaArray;
import io.tidegate.media.amf.Amf0Value.Null;
import io.tidegate.media.amf.Amf0Value.Number;
import io.tidegate.media.amf.Amf0Value.Obj;
import io.tidegate.media.amf.Amf0Value.StrictArray;
import io.tidegate.media.amf.Amf0Value.Text;
import io.tidegate.media.amf.Amf0Value.TypedObject;
import io.tidegate.media.amf.Amf0Value.Undefined;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Amf0Test {
  private static final List<Amf0Value> ONE_OF_EACH =
      List.of(
          new Number(1.5),
          new Bool(true),
          new Text("größe"),
          new Text("x".repeat(65_536)),
          Null.INSTANCE,
          Undefined.INSTANCE,
          new Date(1_700_000_000_000.0),
          new StrictArray(List.of(new Number(1), new Text(""))),
          Obj.of("app", "live", "nested", Obj.of("n", 1)),
          EcmaArray.of("width", 1920, "stereo", true),
          new TypedObject("Thing", Map.of("a", Null.INSTANCE)));

  @Test
  void readsWhatItWrites() throws MalformedException {
    assertThat(Amf0.parse(Amf0.write(ONE_OF_EACH))).isEqualTo(ONE_OF_EACH);
  }

  @Test
  void writesAConnectCommandAsTheSpecificationLaysItOut() {
    Bytes bytes = Amf0.write(Amf0Value.of("connect"), Amf0Value.of(1), Obj.of("app", "live"));
    assertThat(bytes.toHex())
        .isEqualTo(
            "020007636f6e6e656374" + "003ff0000000000000" + "0300036170700200046c697665000009");
  }

  @Test
  void choosesTheLongStringExactlyPast65535Bytes() {
    assertThat(Amf0.write(Amf0Value.of("x".repeat(65_535))).u8(0)).isEqualTo(Marker.STRING);
    assertThat(Amf0.write(Amf0Value.of("x".repeat(65_536))).u8(0)).isEqualTo(Marker.LONG_STRING);
  }

  @Test
  void toleratesAMissingEndMarkerAtTheEndOfTheMessage() throws MalformedException {
    Bytes whole = Amf0.write(EcmaArray.of("a", 1));
    assertThat(Amf0.parse(whole.slice(0, whole.length() - 3))).isEqualTo(Amf0.parse(whole));
  }

  @Test
  void resolvesReferencesAndRefusesUnfinishedOnes() throws MalformedException {
    Bytes object = Amf0.write(Obj.of("a", 1));
    Bytes reference = Bytes.of(Marker.REFERENCE, 0, 0);
    assertThat(Amf0.parse(Bytes.concat(object, reference)))
        .containsExactly(Obj.of("a", 1), Obj.of("a", 1));
    Bytes cycle = Bytes.concat(Bytes.ofHex("03 0001 61"), reference, Bytes.ofHex("000009"));
    assertRefused(cycle, Reason.MISSING_REFERENCE);
  }

  @Test
  void countsWhatReferencesRepeat() {
    ByteWriter out = new ByteWriter();
    for (int level = 0; level < 40; level++) {
      out.u8(Marker.STRICT_ARRAY).u32(level == 0 ? 1 : 2);
      for (int i = 0; i < 2 && level > 0; i++) {
        out.u8(Marker.REFERENCE).u16(level - 1);
      }
      if (level == 0) {
        out.u8(Marker.NULL);
      }
    }
    assertRefused(out.toBytes(), Reason.LIMIT);
  }

  @Test
  void nestsToTheLimitAndNoFurther() throws MalformedException {
    assertThat(Amf0.parse(nested(Amf0Reader.MAX_DEPTH))).hasSize(1);
    assertRefused(nested(Amf0Reader.MAX_DEPTH + 1), Reason.LIMIT);
  }

  @Test
  void readsScalarsOfAmf3() throws MalformedException {
    Bytes bytes =
        Bytes.ofHex(
            "11 06 07 616263  11 04 81 00  11 04 ffffffff  11 03  11 01  11 05 3ff0000000000000");
    assertThat(Amf0.parse(bytes))
        .containsExactly(
            new Text("abc"),
            new Number(128),
            new Number(-1),
            new Bool(true),
            Null.INSTANCE,
            new Number(1));
    assertRefused(Bytes.ofHex("11 0a 0b 01"), Reason.UNSUPPORTED);
  }

  @Test
  void refusesEveryTruncation() throws MalformedException {
    Bytes whole = Amf0.write(new StrictArray(List.of(new Number(2), new Text("ab"), new Date(0))));
    for (int length = 1; length < whole.length(); length++) {
      Bytes cut = whole.slice(0, length);
      assertThatThrownBy(() -> Amf0.parse(cut)).isInstanceOf(MalformedException.class);
    }
    assertThat(Amf0.parse(Bytes.EMPTY)).isEmpty();
  }

  @Test
  void refusesAnArrayLongerThanTheMessage() {
    assertRefused(Bytes.ofHex("0a ffffffff 05"), Reason.BAD_LENGTH);
  }

  @Test
  void survivesRandomDamage() {
    long seed = Long.getLong("fuzz.seed", 20_260_101L);
    Random random = new Random(seed);
    byte[] whole = Amf0.write(ONE_OF_EACH.stream().filter(v -> !isLong(v)).toList()).toByteArray();
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = whole.clone();
      for (int flips = random.nextInt(4) + 1; flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        Amf0.parse(Bytes.wrap(damaged, 0, random.nextInt(damaged.length + 1)));
      } catch (MalformedException expected) {
        assertThat(expected.reason()).as("seed %d", seed).isNotNull();
      }
    }
  }

  private static boolean isLong(Amf0Value value) {
    return value instanceof Text text && text.value().length() > 1000;
  }

  private static Bytes nested(int depth) {
    ByteWriter out = new ByteWriter();
    for (int i = 0; i < depth; i++) {
      out.u8(Marker.STRICT_ARRAY).u32(1);
    }
    return out.u8(Marker.NULL).toBytes();
  }

  private static void assertRefused(Bytes bytes, Reason reason) {
    assertThatThrownBy(() -> Amf0.parse(bytes))
        .isInstanceOfSatisfying(
            MalformedException.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }
}
