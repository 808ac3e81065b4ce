package io.tidegate.gateway.host;

import io.tidegate.media.Nullable;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Another version of all this, from a file that the gateway has taken. What is installed is a copy
/// that root alone can write, made while its sum is taken: the gateway cannot change it afterwards.
/// A unit of its own installs it, as the gateway and this program are replaced meanwhile. Confined
/// to one thread, which waits.
final class UpdateVerbs {
  private static final String KEY = "usr/lib/tidegate/release.pub";
  private static final String RELEASE = "usr/lib/tidegate/release.json";
  private static final String UPLOADED = "var/lib/tidegate/update/bundle";
  private static final String APPLY = "/usr/lib/tidegate/bin/tidegate-update-apply";

  /// Only on an appliance, which has two slots for its system.
  private static final String SLOTS = "usr/lib/tidegate/bin/tidegate-slot";

  private static final String UNIT = "tidegate-update.service";
  private static final String RESULT = "result";
  private static final String LOG = "log";
  private static final int MOST_LOG = 4 << 10;

  /// Beside the copy, for what a package manager writes.
  private static final long SPARE_BYTES = 64L << 20;

  private final HostTree tree;
  private final Programs programs;

  UpdateVerbs(HostTree tree, Programs programs) {
    this.tree = tree;
    this.programs = programs;
  }

  JsonObject get(HostRequest request) throws HostException {
    JsonObject installed = installed();
    JsonObject told =
        new JsonObject()
            .put("version", installed.getValue("version"))
            .put("schema", installed.getValue("schema"))
            .put("kinds", new JsonArray(kinds()))
            .put("state", state())
            .put("log", log());
    try {
      UpdateBundle bundle = bundle();
      return told.put("bundle", bundle == null ? null : bundle.json()).putNull("problem");
    } catch (HostException wrong) {
      return told.putNull("bundle").put("problem", wrong.detail());
    }
  }

  private Path folder() {
    return tree.state().resolve("update");
  }

  private JsonObject installed() throws HostException {
    String text = tree.read(RELEASE);
    try {
      JsonObject json = new JsonObject(text == null ? "{}" : text);
      return new JsonObject()
          .put("version", json.getString("version"))
          .put("schema", json.getInteger("schema", 0));
    } catch (DecodeException | ClassCastException notOurs) {
      throw HostException.failed("/" + RELEASE + ": not readable");
    }
  }

  /// What this machine can install.
  private List<String> kinds() {
    List<String> kinds = new ArrayList<>();
    if (Files.exists(tree.path(KEY))) {
      if (Files.isExecutable(tree.path(SLOTS))) {
        kinds.add("image");
      } else if (programs.find("apt-get") != null) {
        kinds.add("deb");
      }
    }
    return kinds;
  }

  private String state() throws HostException {
    if (isRunning()) {
      return "running";
    }
    String result = HostTree.read(folder().resolve(RESULT));
    if (result == null) {
      return "none";
    }
    return result.strip().equals("0") ? "done" : "failed";
  }

  /// Whether the package manager is at work.
  boolean isRunning() throws HostException {
    return programs.run("systemctl", "is-active", "--quiet", UNIT).status() == 0;
  }

  /// The end of what the package manager has said.
  private String log() throws HostException {
    String log = HostTree.read(folder().resolve(LOG));
    String said = log == null ? "" : log.replaceAll("[\\p{Cntrl}&&[^\\n]]", "");
    return said.substring(Math.max(0, said.length() - MOST_LOG));
  }

  private PublicKey key() throws HostException {
    String pem = tree.read(KEY);
    if (pem == null) {
      throw HostException.unavailable("this machine has no key of releases");
    }
    return UpdateBundle.key(pem);
  }

  /// Null where none was taken.
  private @Nullable UpdateBundle bundle() throws HostException {
    PublicKey key = key();
    try (InputStream in = open()) {
      return UpdateBundle.read(in, key);
    } catch (NoSuchFileException none) {
      return null;
    } catch (IOException unusable) {
      throw HostException.failed("bundle: " + unusable.getMessage());
    }
  }

  /// The gateway's file, whatever the gateway puts there: no link is followed.
  private InputStream open() throws IOException {
    return new BufferedInputStream(
        Channels.newInputStream(
            FileChannel.open(
                tree.path(UPLOADED), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
  }

  JsonObject install(HostRequest request) throws HostException {
    request.only(Set.of("version", "force"));
    boolean force = request.flag("force", false);
    String version = request.text("version", 60);
    if (isRunning()) {
      throw HostException.conflict("an update is on its way");
    }
    PublicKey key = key();
    UpdateBundle bundle;
    try (InputStream in = open()) {
      bundle = UpdateBundle.read(in, key);
      check(bundle, version, force);
      take(bundle, in);
    } catch (NoSuchFileException none) {
      throw HostException.conflict("there is no file to install");
    } catch (IOException unusable) {
      throw HostException.failed("bundle: " + unusable.getMessage());
    }
    HostTree.delete(folder().resolve(RESULT));
    HostTree.delete(folder().resolve(LOG));
    programs.must("systemd-run", "--quiet", "--collect", "--unit=" + UNIT, APPLY, bundle.kind());
    return bundle.json();
  }

  private void check(UpdateBundle bundle, String version, boolean force) throws HostException {
    if (!bundle.version().equals(version)) {
      throw HostException.conflict("the file has version " + bundle.version() + " meanwhile");
    }
    if (!kinds().contains(bundle.kind())) {
      throw HostException.invalid(
          "bundle", "is of the kind " + bundle.kind() + "; this machine takes " + kinds());
    }
    String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    if (!bundle.arch().equals("all") && !bundle.arch().equals(arch)) {
      throw HostException.invalid("bundle", "is for " + bundle.arch() + ", not for " + arch);
    }
    int schema = installed().getInteger("schema");
    if (bundle.schema() < schema && !force) {
      throw HostException.conflict(
          "version "
              + bundle.version()
              + " cannot read what this one has stored (schema "
              + schema
              + ", it knows "
              + bundle.schema()
              + "): force leaves that behind");
    }
  }

  private void take(UpdateBundle bundle, InputStream in) throws HostException, IOException {
    Path folder = Files.createDirectories(folder());
    Path draft = folder.resolve("payload.part");
    Path payload = folder.resolve("tidegate." + bundle.kind());
    Files.deleteIfExists(draft);
    Files.deleteIfExists(payload);
    if (Files.getFileStore(folder).getUsableSpace() < bundle.bytes() + SPARE_BYTES) {
      throw HostException.conflict("the disk has no room for it");
    }
    try (FileChannel channel =
        FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      bundle.copy(in, Channels.newOutputStream(channel));
      channel.force(true);
      Files.move(draft, payload, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
