package io.tidegate.srt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidegate.media.Bytes;
import io.tidegate.media.testing.Golden;
import io.tidegate.media.testing.SeededFuzz;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class StreamIdTest {
  private static final List<String> SPELLINGS =
      List.of(
          "#!::r=live/x,m=publish",
          "#!::r=live/x,m=publish,u=me,s=secret",
          "#!::r=live/x",
          "#!::m=request,r=x",
          "#!::t=stream,r=x,m=publish,token=abc",
          "#!::h=host/live/x,m=publish",
          "#!::h=srs.example.com/live/x,m=publish",
          "#!::h=srs.example.com/x,m=publish",
          "#!::h=live/x,m=publish",
          "#!::r=live/x?token=t,m=publish",
          "#!::r=live%2Fx,m=publish",
          "#!%3A%3Ar%3Dlive%2Fx%2Cm%3Dpublish",
          "publish:x",
          "publish:live/x",
          "publish:live/x:me:secret",
          "publish:x:me:p%3Aw",
          "publish:x:me:secret:a=b&c=d",
          "publish%3Alive%2Fx",
          "publish:x?token=t",
          "read:x",
          "request:live/x",
          "PUBLISH:x",
          "live/x",
          "/live/x",
          "live%2Fx",
          "x",
          "x?token=t&a=b",
          "x.stream,mode:publish,token:t",
          "x.stream,mode:request",
          "x.stream,token:t");

  @Test
  void readsEverySpelling() {
    StringBuilder text = new StringBuilder();
    for (String spelling : SPELLINGS) {
      StreamId id = StreamId.parse(spelling);
      text.append(spelling)
          .append("\n  ")
          .append(id.mode())
          .append(' ')
          .append(id.resource())
          .append(' ')
          .append(new TreeMap<>(id.parameters()))
          .append('\n');
    }
    Golden.assertMatches(StreamIdTest.class, "spellings", text.toString());
  }

  @Test
  void takesTheLongestThatSrtCarries() {
    assertEquals(512, StreamId.parse("x".repeat(512)).resource().length());
    assertThrows(IllegalArgumentException.class, () -> StreamId.parse("x".repeat(513)));
    assertEquals(StreamId.NONE, StreamId.parse(""));
  }

  @Test
  void refusesWhatItCannotServe() {
    for (String bad :
        List.of("#!::r=x,m=bidirectional", "#!::r=x,t=file", "#!:{r=x}", "x,mode:dance")) {
      assertThrows(IllegalArgumentException.class, () -> StreamId.parse(bad), bad);
    }
  }

  @Test
  void takesThirtyTwoKeysAndNotMore() {
    String key = ",k=v";
    assertEquals("x", StreamId.parse("#!::r=x" + key.repeat(31)).resource());
    assertThrows(IllegalArgumentException.class, () -> StreamId.parse("#!::r=x" + key.repeat(32)));
  }

  @Test
  void showsNoSecrets() {
    assertEquals("publish x", StreamId.parse("publish:x:me:secret").toString());
    assertThat(StreamId.parse("a\u001b[31m\n").toString()).isEqualTo("publish a?[31m?");
  }

  @Test
  void bearsAnyText() {
    SeededFuzz.run(
        88,
        5_000,
        random -> {
          String good = SPELLINGS.get(random.nextInt(SPELLINGS.size()));
          String bad =
              SeededFuzz.mutate(Bytes.wrap(good.getBytes(ISO_8859_1)), random).text(ISO_8859_1);
          try {
            StreamId id = StreamId.parse(bad);
            assertThat(id.resource().length()).isLessThanOrEqualTo(StreamId.MAX_LENGTH);
            assertThat(id.parameters().size()).isLessThanOrEqualTo(70);
          } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
          }
        });
  }
}
