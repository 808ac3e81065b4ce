package io.tidegate.media.ts;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LanguageCodesTest {
  @Test
  void readsAllLanguagesOfAllDescriptors() {
    // registration HDMV; eng, deu; fra
    Bytes descriptors = Bytes.ofHex("050448444d56" + "0a08656e67006465750a" + "0a0466726100");
    assertThat(LanguageCodes.of(descriptors)).containsExactly("eng", "deu", "fra");
    assertThat(LanguageCodes.of(Bytes.EMPTY)).isEmpty();
  }

  @Test
  void stopsWhereADescriptorIsCut() {
    assertThat(LanguageCodes.of(Bytes.ofHex("0a04656e"))).isEmpty();
    assertThat(LanguageCodes.of(Bytes.ofHex("0a03656e67"))).as("no audio_type").isEmpty();
    assertThat(LanguageCodes.of(Bytes.ofHex("0a05656e670064"))).containsExactly("eng");
    assertThat(LanguageCodes.of(Bytes.ofHex("0a04656e67000a"))).containsExactly("eng");
    assertThat(LanguageCodes.of(Bytes.ofHex("0a00"))).isEmpty();
  }

  @Test
  void knowsBothCodesOfALanguage() {
    assertThat(LanguageCodes.same("ger", "deu")).isTrue();
    assertThat(LanguageCodes.same("DEU", "deu")).isTrue();
    assertThat(LanguageCodes.same("fre", "fra")).isTrue();
    assertThat(LanguageCodes.same("eng", "deu")).isFalse();
  }

  @Test
  void theLanguageChoosesWhereNoPidDoes() {
    ProgramMap map =
        new ProgramMap(
            256,
            List.of(
                sound(257, ElementaryKind.ADTS, "eng"),
                sound(258, null, "deu"),
                sound(259, ElementaryKind.AC3, "qaa", "ger"),
                sound(260, ElementaryKind.ADTS, "deu")));
    assertThat(pid(map, 0, "")).isEqualTo(257);
    assertThat(pid(map, 0, "deu")).as("the first that is carried").isEqualTo(259);
    assertThat(pid(map, 260, "eng")).isEqualTo(260);
    assertThat(pid(map, 4_000, "deu")).isEqualTo(259);
    assertThat(pid(map, 0, "fra")).isEqualTo(257);
  }

  private static ProgramMap.Entry sound(
      int pid, @Nullable ElementaryKind kind, String... languages) {
    return new ProgramMap.Entry(pid, kind, "", 0, List.of(languages));
  }

  private static int pid(ProgramMap map, int pid, String language) {
    return Objects.requireNonNull(map.audio(pid, language)).pid();
  }
}
