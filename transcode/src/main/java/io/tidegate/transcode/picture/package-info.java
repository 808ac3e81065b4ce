/// Single pictures of a stream: JPEG made of one key frame, in a child.
package io.tidegate.transcode.picture;
