package io.tidegate.gateway.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpdateVerbsTest {
  private static final byte[] PAYLOAD = "!<arch>\nof a package".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private FakeHost host;

  @BeforeEach
  void start() throws IOException {
    host = new FakeHost(folder);
  }

  @AfterEach
  void stop() throws IOException {
    host.close();
  }

  private JsonObject ask(String verb, JsonObject request) {
    return host.verbs().answer(request.copy().put("verb", verb).encode());
  }

  private JsonObject get() {
    return ask("update.get", new JsonObject()).getJsonObject("result");
  }

  private JsonObject install(boolean force) {
    return ask("update.install", new JsonObject().put("version", "1.1.0").put("force", force));
  }

  private void upload(byte[] bundle) throws IOException {
    Files.createDirectories(folder.resolve("var/lib/tidegate/update"));
    Files.write(folder.resolve("var/lib/tidegate/update/bundle"), bundle);
  }

  private Path taken() {
    return folder.resolve("var/lib/tidegate-host/update/tidegate.deb");
  }

  @Test
  void whatIsSignedIsInstalledByAUnitOfItsOwn() throws Exception {
    assertThat(get().getValue("bundle")).isNull();
    assertThat(get().getString("state")).isEqualTo("none");
    upload(host.bundle("1.1.0", 7, PAYLOAD));
    assertThat(get().getJsonObject("bundle").getString("version")).isEqualTo("1.1.0");
    assertThat(get().getString("version")).isEqualTo("1.0.0");
    JsonObject begun = install(false).getJsonObject("result");
    assertThat(begun.getLong("bytes")).isEqualTo(PAYLOAD.length);
    assertThat(taken()).hasBinaryContent(PAYLOAD);
    assertThat(host.calls())
        .containsExactly(
            "systemd-run --quiet --collect --unit=tidegate-update.service"
                + " /usr/lib/tidegate/bin/tidegate-update-apply deb");
    host.write("update-runs", "");
    assertThat(get().getString("state")).isEqualTo("running");
    assertThat(install(false).getString("kind")).isEqualTo("conflict");
    Files.delete(folder.resolve("update-runs"));
    host.write("var/lib/tidegate-host/update/result", "0\n");
    host.write("var/lib/tidegate-host/update/log", "Setting up\n\u001b[1mtidegate\n");
    assertThat(get().getString("state")).isEqualTo("done");
    assertThat(get().getString("log")).isEqualTo("Setting up\n[1mtidegate\n");
    host.write("var/lib/tidegate-host/update/result", "100\n");
    assertThat(get().getString("state")).isEqualTo("failed");
  }

  @Test
  void whatCannotReadWhatIsStoredNeedsForce() throws Exception {
    upload(host.bundle("1.1.0", 6, PAYLOAD));
    assertThat(install(false).getString("kind")).isEqualTo("conflict");
    assertThat(taken()).doesNotExist();
    assertThat(install(true).getJsonObject("result")).isNotNull();
    assertThat(taken()).exists();
  }

  @Test
  void anotherFileThanWasSeenIsNotInstalled() throws Exception {
    upload(host.bundle("1.2.0", 7, PAYLOAD));
    assertThat(install(false).getString("kind")).isEqualTo("conflict");
    assertThat(taken()).doesNotExist();
  }

  @Test
  void whatIsNotSignedOrDamagedIsNotTouched() throws Exception {
    byte[] good = host.bundle("1.1.0", 7, PAYLOAD);
    byte[] foreign;
    try (FakeHost other = new FakeHost(Files.createDirectory(folder.resolve("other")))) {
      foreign = other.bundle("1.1.0", 7, PAYLOAD);
    }
    byte[] longer = Arrays.copyOf(good, good.length + 1);
    byte[] flipped = good.clone();
    flipped[good.length - 1] ^= 1;
    for (byte[] wrong :
        List.of(
            foreign,
            longer,
            flipped,
            Arrays.copyOf(good, good.length - 1),
            Arrays.copyOf(good, 40),
            new byte[0],
            PAYLOAD)) {
      upload(wrong);
      assertThat(install(true).getString("field")).isEqualTo("bundle");
      assertThat(taken()).doesNotExist();
      assertThat(folder.resolve("var/lib/tidegate-host/update/payload.part")).doesNotExist();
    }
    upload(foreign);
    assertThat(get().getString("problem")).contains("not signed by the key");
    assertThat(host.calls()).isEmpty();
  }

  @Test
  void aSignedHeadHasToSayWhatItIs() throws Exception {
    String sum = "0".repeat(64);
    for (String manifest :
        List.of(
            "{}",
            "[]",
            "{\"kind\":\"deb\"}",
            head("rpm", "1", "all", "1", sum),
            head("deb", "../1", "all", "1", sum),
            head("deb", "1", "all", "0", sum),
            head("deb", "1", "all", "" + (UpdateBundle.MOST_BYTES + 1), sum),
            head("deb", "1", "all", "1", "x"))) {
      upload(host.bundle(manifest, new byte[1]));
      assertThat(get().getString("problem")).as(manifest).isNotNull();
    }
    upload(host.bundle(head("deb", "1.1.0", "riscv64", "1", sum), new byte[1]));
    assertThat(install(true).getString("detail")).contains("is for riscv64");
    upload(host.bundle(head("image", "1.1.0", "all", "1", sum), new byte[1]));
    assertThat(install(true).getString("detail")).contains("of the kind image");
    upload(host.bundle(head("deb", "1", "all", "" + UpdateBundle.MOST_BYTES, sum), new byte[1]));
    assertThat(get().getValue("problem")).isNull();
  }

  private static String head(
      String kind, String version, String arch, String bytes, String sha256) {
    return """
    {"kind":"%s","version":"%s","arch":"%s","schema":7,"bytes":%s,"sha256":"%s"}\
    """
        .formatted(kind, version, arch, bytes, sha256);
  }

  /// Whatever is changed in a file: it is refused, or what is taken is what was signed.
  @Test
  void damagedFilesAreNeverTaken() throws Exception {
    byte[] good = host.bundle("1.1.0", 7, PAYLOAD);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 150; i++) {
      byte[] damaged = good.clone();
      damaged[random.nextInt(good.length)] ^= (byte) (1 << random.nextInt(8));
      upload(damaged);
      JsonObject answer = ask("update.install", new JsonObject().put("version", "1.1.0"));
      if (answer.containsKey("result")) {
        assertThat(taken()).as("seed %d", seed).hasBinaryContent(PAYLOAD);
        Files.delete(taken());
      } else {
        assertThat(taken()).as("seed %d", seed).doesNotExist();
      }
    }
  }

  /// What makes releases, with openssl.
  @Test
  void whatMakeUpdateMakesIsInstalled() throws Exception {
    Tool.require("openssl");
    Path payload = Files.write(folder.resolve("payload"), PAYLOAD);
    String script = Path.of("..", "appliance", "host", "make-update").toAbsolutePath().toString();
    run("openssl", "genpkey", "-algorithm", "ed25519", "-out", "release.key");
    Path pub = Files.createDirectories(folder.resolve("usr/lib/tidegate")).resolve("release.pub");
    run("openssl", "pkey", "-in", "release.key", "-pubout", "-out", pub.toString());
    Path made = folder.resolve("var/lib/tidegate/update/bundle");
    Files.createDirectories(made.resolveSibling("."));
    int status =
        new ProcessBuilder(
                "sh", script, "release.key", "deb", "1.1.0", "all", "7", payload.toString())
            .directory(folder.toFile())
            .redirectOutput(made.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor();
    assertThat(status).isZero();
    assertThat(install(false).getJsonObject("result")).isNotNull();
    assertThat(taken()).hasBinaryContent(PAYLOAD);
  }

  private void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void linksAreNotFollowed() throws Exception {
    Path elsewhere = Files.write(folder.resolve("secret"), host.bundle("1.1.0", 7, PAYLOAD));
    Path update = Files.createDirectories(folder.resolve("var/lib/tidegate/update"));
    Files.createSymbolicLink(update.resolve("bundle"), elsewhere);
    assertThat(install(false).getString("kind")).isEqualTo("failed");
    assertThat(taken()).doesNotExist();
  }

  @Test
  void whereThereIsNoKeyNothingIsInstalled() throws Exception {
    upload(host.bundle("1.1.0", 7, PAYLOAD));
    Files.delete(folder.resolve("usr/lib/tidegate/release.pub"));
    assertThat(get().getJsonArray("kinds")).isEmpty();
    assertThat(install(true).getString("kind")).isEqualTo("unavailable");
  }

  @Test
  void anImageIsForMachinesWithSlots() throws Exception {
    Path slots = host.write("usr/lib/tidegate/bin/tidegate-slot", "");
    assertThat(slots.toFile().setExecutable(true)).isTrue();
    assertThat(get().getJsonArray("kinds").encode()).isEqualTo("[\"image\"]");
  }
}
