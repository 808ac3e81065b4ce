package io.tidegate.gateway.storage;

import java.nio.file.Path;

/// A file that is to go to a profile. Immutable.
///
/// @param profile its name
/// @param path where it goes there
/// @param file on this machine; it does not change any more
/// @param owner who is told of its end: `recording`, `snapshot`
/// @param removes whether the file is deleted here, once what lies there has been compared with it
public record Upload(String profile, ObjectPath path, Path file, String owner, boolean removes) {}
