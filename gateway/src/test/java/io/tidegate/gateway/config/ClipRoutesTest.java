package io.tidegate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SourceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sources that play clips in the written forms of a route, and the settings of clips.
class ClipRoutesTest {
  private static final String YAML =
      """
      routes:
        - key: live/channel
          sources:
            - {type: file, clip: intro, loop: false}
            - {type: file, file: /srv/films/a.mp4}
            - {type: slate, clip: back-soon}
      """;

  @Test
  void areReadAndWrittenInAllForms() throws Exception {
    RouteSpec route = RouteDocuments.readYaml("t", YAML, Map.of()).iterator().next();
    assertThat(route.sources())
        .containsExactly(
            new SourceSpec.File("intro", "", false),
            new SourceSpec.File("", "/srv/films/a.mp4", true),
            new SourceSpec.Slate("back-soon"));
    assertThat(route.plan().sources()).allMatch(source -> source.constant());
    String yaml = RouteDocuments.writeYaml(List.of(route), true);
    assertThat(RouteDocuments.readYaml("t", yaml, Map.of())).containsExactly(route);
    assertThat(RouteDocuments.read(RouteDocuments.write(route, true), null)).isEqualTo(route);
  }

  /// A file alone is asked to play, too.
  @Test
  void aFileMayBeTheOnlySource() throws Exception {
    String yaml = "routes: [{key: live/x, sources: [{type: file, clip: a}]}]";
    RouteSpec route = RouteDocuments.readYaml("t", yaml, Map.of()).iterator().next();
    assertThat(route.plan().competes()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {type: file}                                | the name of a clip, or file
          {type: file, clip: a, file: /b}             | the name of a clip, or file
          {type: file, clip: ../a}                    | the name of a clip
          {type: file, clip: .a}                      | the name of a clip
          {type: file, file: films/a.mp4}             | an absolute path
          {type: file, file: /srv/../etc/passwd}      | an absolute path
          {type: file, clip: a, loop: maybe}          | true or false
          {type: file, url: a}                        | unknown key
          {type: slate, clip: a/b}                    | as the last of several
          """)
  void whatIsWrongIsSaid(String source, String expected) {
    String yaml = "routes: [{key: live/x, sources: [" + source + "]}]";
    assertThatThrownBy(() -> RouteDocuments.readYaml("t", yaml, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void theSettingsHaveBounds() throws Exception {
    assertThat(read("BIND", "127.0.0.1").clips().folder())
        .isEqualTo(Path.of("data/clips").toAbsolutePath());
    assertThat(read("CLIPS_FILE_FOLDERS", "/a, /b c").clips().fileFolders())
        .containsExactly(Path.of("/a"), Path.of("/b c"));
    Map<String, String> wrong =
        Map.of("MAX_SIZE", "1KB", "MOST", "0", "FILE_FOLDERS", "a", "MAX_MINUTES", "0");
    wrong.forEach((key, value) ->
        assertThatThrownBy(() -> read("CLIPS_" + key, value))
            .as(key)
            .isInstanceOf(ConfigException.class));
  }

  private static Settings read(String key, String value) throws ConfigException {
    return SettingsReader.read(null, Map.of("TIDEGATE_" + key, value));
  }
}
