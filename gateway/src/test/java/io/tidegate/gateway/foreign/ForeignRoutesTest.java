package io.tidegate.gateway.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.testing.Golden;
import io.tidegate.media.testing.SeededFuzz;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files of other programs become routes and notes, or are refused.
class ForeignRoutesTest {
  private static final List<String> FILES =
      List.of(
          "mediamtx-plain.yml",
          "mediamtx-cameras.yml",
          "mediamtx-old.yml",
          "go2rtc-cameras.yaml",
          "frigate.yml");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mediamtx-plain.yml",
        "mediamtx-cameras.yml",
        "mediamtx-old.yml",
        "go2rtc-cameras.yaml",
        "frigate.yml"
      })
  void carriesOverWhatThereIsAndNotesTheRest(String name) throws Exception {
    Imported imported = ForeignRoutes.read(name, text(name), null);
    StringBuilder dump = new StringBuilder();
    dump.append(imported.format().label()).append('\n');
    dump.append(RouteDocuments.writeYaml(imported.routes(), true));
    for (ImportNote note : imported.notes()) {
      dump.append(
          "%d %s %s: %s; %s%n"
              .formatted(
                  note.line(), note.kind().label(), note.key(), note.reason(), note.instead()));
    }
    Golden.assertMatches(ForeignRoutesTest.class, name, dump.toString());
  }

  @Test
  void whatIsPrintedIsReadBackAsTheSameRoutes() throws Exception {
    for (String name : FILES) {
      Imported imported = ForeignRoutes.read(name, text(name), null);
      String yaml = RouteDocuments.writeYaml(imported.routes(), true);
      assertThat(RouteDocuments.readYaml(name, yaml, Map.of())).isEqualTo(imported.routes());
    }
  }

  @Test
  void notesHoldNoPasswords() throws Exception {
    for (String name : FILES) {
      for (ImportNote note : ForeignRoutes.read(name, text(name), null).notes()) {
        assertThat(note.toString())
            .as(name)
            .doesNotContain("geheim", "pa@ss", "secret@", "correcthorse", "t0ken", "mypass");
      }
    }
  }

  @Test
  void refusesWhatIsNoSuchFile() {
    refused("a: b", null, "expected a mediamtx.yml, which has paths, or a go2rtc.yaml");
    refused("", null, "say which format");
    refused("paths: {}\nstreams: {}", null, "say which format");
    refused("paths: 5", null, "file:1: paths: expected keys and values");
    refused("streams: [a]", null, "file:1: streams: expected keys and values");
    refused("- a", ForeignFormat.GO2RTC, "file:1: the file: expected keys and values");
    refused("paths:\n  cam: x", null, "file:2: paths.cam: expected keys and values");
    refused("paths:\n  cam:\n    source: [x]", null, "file:3: paths.cam.source: expected a single");
    refused("streams:\n  cam: [[x]]", null, "file:2: streams.cam: expected a single value");
    refused("streams:\n  cam: {a: b}", null, "file:2: streams.cam: expected an address");
    refused("streams:\n  cam: a\n  cam: b", null, "file:3: streams.cam: expected each key once");
    refused("paths:\n\tcam:", null, "file:2: not YAML");
    refused("paths: " + "[".repeat(100), null, "levels");
  }

  @Test
  void bombsDoNotGoOff() {
    StringBuilder merges = new StringBuilder("a0: &a0 {x: y, z: w}\n");
    StringBuilder aliases = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      String all = "*a" + (i - 1) + ", *a" + (i - 1) + ", *a" + (i - 1);
      merges.append("a%d: &a%d {<<: [%s]}\n".formatted(i, i, all));
      aliases.append("a%d: &a%d [%s]\n".formatted(i, i, all));
    }
    refused(merges + "paths: {<<: *a29}\n", null, "<<: expected fewer merges of merges");
    refused(merges + "paths: {<<: *a12}\n", null, "expected no more than 200000 keys");
    refused(aliases + "streams: {cam: *a29}\n", null, "streams.cam: expected a single value");
    refused("paths: &p {<<: *p}\n", null, "expected fewer merges of merges");
  }

  @Test
  void oneMappingMayBeMergedIntoManyPaths() throws Exception {
    StringBuilder paths = new StringBuilder("paths:\n  cam0: &camera {rtspTransport: tcp,");
    paths.append(" source: 'rtsp://192.0.2.1/0'}\n");
    for (int i = 1; i < 300; i++) {
      paths.append("  cam%d: {<<: *camera, source: 'rtsp://192.0.2.1/%d'}\n".formatted(i, i));
    }
    assertThat(ForeignRoutes.read("file", paths.toString(), null).routes())
        .hasSize(300)
        .allSatisfy(
            route -> assertThat(RouteDocuments.write(route, false).encode()).contains("tcp"));
  }

  @Test
  void tenThousandCamerasAreRead() throws Exception {
    StringBuilder paths = new StringBuilder("pathDefaults: {record: yes}\npaths:\n");
    StringBuilder streams = new StringBuilder("streams:\n");
    for (int i = 0; i < 10_000; i++) {
      paths.append("  cam%d: {source: 'rtsp://192.0.2.1/%d'}\n".formatted(i, i));
      streams.append("  cam%d: exec:program %d\n".formatted(i, i));
    }
    Imported cameras = ForeignRoutes.read("file", paths.toString(), null);
    assertThat(cameras.routes()).hasSize(10_000);
    // the default that does not hold is told once, each new name by itself, as far as they fit
    assertThat(cameras.notes()).hasSize(2_000);
    assertThat(cameras.notesLost()).isEqualTo(8_001);
    Imported programs = ForeignRoutes.read("file", streams.toString(), null);
    assertThat(programs.routes()).isEmpty();
    assertThat(programs.notes()).hasSize(2_000);
  }

  @Test
  void damagedFilesAreReadOrRefused() throws Exception {
    List<Bytes> files = new ArrayList<>();
    for (String name : FILES) {
      files.add(Bytes.of(text(name), StandardCharsets.UTF_8));
    }
    SeededFuzz.run(
        20_261_121,
        600,
        random -> {
          Bytes damaged = SeededFuzz.mutate(files.get(random.nextInt(files.size())), random);
          String text = damaged.text(StandardCharsets.UTF_8);
          for (ForeignFormat format : ForeignFormat.values()) {
            try {
              Imported imported = ForeignRoutes.read("file", text, format);
              String yaml = RouteDocuments.writeYaml(imported.routes(), true);
              assertThat(RouteDocuments.readYaml("file", yaml, Map.of()))
                  .isEqualTo(imported.routes());
            } catch (ConfigException refused) {
              assertThat(refused.getMessage()).isNotEmpty();
            }
          }
        });
  }

  @Test
  void commandPrintsRoutesAndNotesApart() throws Exception {
    Path file = folder.resolve("mediamtx.yml");
    Files.writeString(file, text("mediamtx-old.yml"));
    Run run = command(file.toString());
    assertThat(run.status()).isZero();
    assertThat(RouteDocuments.readYaml("out", run.out(), Map.of())).hasSize(3);
    assertThat(run.err()).contains(file + ":17: paths.entrance.readUser: left-out: ");

    assertThat(command("--format", "go2rtc", file.toString()).status()).isEqualTo(1);
    assertThat(command("--format", "x", "y").status()).isEqualTo(2);
    assertThat(command().status()).isEqualTo(2);
    assertThat(command("--help").out()).startsWith("Usage: tidegate import");
    Run absent = command(folder.resolve("absent").toString());
    assertThat(absent.status()).isEqualTo(2);
    assertThat(absent.err()).contains("no such file");
    Path large = folder.resolve("large.yml");
    Files.writeString(large, "#".repeat(10 << 20));
    assertThat(command(large.toString()).err()).contains("larger than");
  }

  private record Run(int status, String out, String err) {}

  private static Run command(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        ImportCommand.run(
            List.of(arguments),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Run(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static void refused(String text, @Nullable ForeignFormat format, String why) {
    assertThatThrownBy(() -> ForeignRoutes.read("file", text, format))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(why);
  }

  private static String text(String name) throws IOException {
    try (InputStream in = ForeignRoutesTest.class.getResourceAsStream("/foreign/" + name)) {
      if (in == null) {
        throw new AssertionError(name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
