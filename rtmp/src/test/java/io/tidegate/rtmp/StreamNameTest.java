package io.tidegate.rtmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StreamNameTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "live,     cam,        live/cam",
        "live/,    cam,        live/cam",
        "live/cam, \"\",       live/cam",
        "\"\",     cam,        live/cam",
        "cam,      \"\",       live/cam",
        "cam/,     \"\",       live/cam",
        "live,     /cam/,      live/cam",
        "\"\",     studio/cam, studio/cam",
        "live,     cam%2D1,    live/cam-1",
        "live,     cam?a=b,    live/cam",
        "live?a=b, cam,        live/cam",
        "live/_definst_, cam,  live/cam",
        "live,     _definst_/cam?a=b, live/cam",
        "live/_definst_/cam, \"\", live/cam",
        "live/cam?a=b, \"\",   live/cam"
      })
  void readsAllTheWaysToWriteAKey(String app, String name, String key) {
    assertEquals(key, StreamName.parse(app, name).key().toString());
  }

  @Test
  void collectsTheParametersOfBothParts() {
    StreamName name = StreamName.parse("live?user=a%20b&x=1", "cam?token=s%3Dt&x=2");
    assertEquals(Map.of("user", "a b", "token", "s=t", "x", "2"), name.parameters());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {"\"\",\"\"", "a,b/c", "live,..", "live,c d", "api,cam", "live,\"a\u0000b\""})
  void refusesWhatIsNoKey(String app, String name) {
    assertThrows(IllegalArgumentException.class, () -> StreamName.parse(app, name));
  }

  @Test
  void boundsBothPartsAt64Characters() {
    String longest = "k".repeat(64);
    assertEquals(longest, StreamName.parse("live", longest).key().name());
    assertThrows(IllegalArgumentException.class, () -> StreamName.parse("live", longest + "k"));
  }

  @Test
  void knowsAppsThatNoNameCanMend() {
    StreamName.checkApp("");
    StreamName.checkApp("live?token=x");
    StreamName.checkApp("live/cam");
    StreamName.checkApp("live/_definst_");
    assertThrows(IllegalArgumentException.class, () -> StreamName.checkApp("a/b/c"));
    assertThrows(IllegalArgumentException.class, () -> StreamName.checkApp("li ve"));
  }
}
