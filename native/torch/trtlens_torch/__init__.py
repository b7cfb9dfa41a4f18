"""The worker of Torch-TensorRT Lens: drives the user's torch_tensorrt and reports what it decides (docs/protocol.md)."""
