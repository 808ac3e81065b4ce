package io.tidegate.cluster.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

final class PageTest {
  private static final Row CAMERA = new Row("1a", "{\"key\":\"live/é\"}", "{\"bytes\":7}");

  /// What a node of another build reads: it may change with the version alone.
  @Test
  void isReadFromItsBytes() throws IOException {
    byte[] content =
        HexFormat.of()
            .parseHex(
                "0001"
                    + "0002"
                    + hex("1a")
                    + "0011"
                    + hex("{\"key\":\"live/é\"}")
                    + "000b"
                    + hex("{\"bytes\":7}"));
    byte[] page = page("01" + "0000000000000309", content);
    assertThat(Page.read(page)).isEqualTo(new Page(777, List.of(CAMERA)));
    assertThat(Page.epoch(page)).isEqualTo(777);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] page(String head, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(HexFormat.of().parseHex(head));
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, new Deflater())) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  @Test
  void readsWhatItWrites() throws IOException {
    Page empty = new Page(Long.MAX_VALUE, List.of());
    assertThat(Page.read(empty.bytes())).isEqualTo(empty);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < Page.MAX_ROWS; i++) {
      rows.add(new Row("x".repeat(1 + i), "s".repeat(i), ""));
    }
    Page full = new Page(-1, rows);
    assertThat(Page.read(full.bytes())).isEqualTo(full);
    Row longest =
        new Row("i".repeat(Row.MAX_ID), "s".repeat(Row.MAX_TEXT), "f".repeat(Row.MAX_TEXT));
    assertThat(longest.fits()).isTrue();
    assertThat(Page.read(new Page(0, List.of(longest)).bytes()).rows()).containsExactly(longest);
  }

  @Test
  void takesNoMoreThanItsLimits() {
    assertThatThrownBy(() -> new Page(0, Collections.nCopies(257, CAMERA)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new Row("", "", "").fits()).isFalse();
    assertThat(new Row("i".repeat(Row.MAX_ID + 1), "", "").fits()).isFalse();
    assertThat(new Row("i", "é".repeat(Row.MAX_TEXT / 2 + 1), "").fits()).isFalse();
    assertThat(new Row("i", "", "s".repeat(Row.MAX_TEXT + 1)).fits()).isFalse();
  }

  @Test
  void refusesWhatIsNone() throws IOException {
    String head = "010000000000000001";
    refuses(new byte[0]);
    refuses(HexFormat.of().parseHex(head));
    refuses(page("02" + head.substring(2), new byte[] {0, 0})); // another version
    refuses(page(head, HexFormat.of().parseHex("0101"))); // 257 rows
    refuses(page(head, HexFormat.of().parseHex("0001" + "0000" + "0000" + "0000"))); // no id
    refuses(page(head, HexFormat.of().parseHex("0001" + "0201"))); // an id of 513 bytes
    refuses(page(head, HexFormat.of().parseHex("0001" + "0001" + "61" + "4001"))); // 16,385
    refuses(page(head, HexFormat.of().parseHex("0001" + "0001" + "ff" + "0000" + "0000")));
    refuses(page(head, HexFormat.of().parseHex("0000" + "00"))); // bytes behind
    byte[] whole = new Page(1, List.of(CAMERA)).bytes();
    refuses(Arrays.copyOf(whole, whole.length + 1));
    for (int length = 0; length < whole.length - 4; length++) { // but for the checksum
      refuses(Arrays.copyOf(whole, length));
    }
  }

  private static void refuses(byte[] page) {
    assertThatThrownBy(() -> Page.read(page)).isInstanceOf(IOException.class);
  }

  @Test
  void survivesAnyBytes() throws IOException {
    Random random = new Random(9);
    byte[] whole = new Page(1, List.of(CAMERA, new Row("b", "", ""))).bytes();
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      readsOrRefuses(damaged);
      byte[] noise = new byte[random.nextInt(60)];
      random.nextBytes(noise);
      readsOrRefuses(noise);
      readsOrRefuses(page("010000000000000001", noise));
    }
  }

  private static void readsOrRefuses(byte[] bytes) {
    try {
      assertThat(Page.read(bytes).rows()).hasSizeLessThanOrEqualTo(Page.MAX_ROWS);
    } catch (IOException refused) {
      assertThat(refused).isNotNull();
    }
  }
}
