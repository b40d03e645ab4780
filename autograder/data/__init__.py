"""Data sets with checksums, from the folder ``datasets``.

``datasets/registry.toml`` says of every file what it must hold, under which licence it may be used, and where it comes from.
"""

from autograder.data.full import full_image_set
from autograder.data.offline_scipy import use_offline_scipy_datasets
from autograder.data.pictures import photograph, photograph_bytes
from autograder.data.pretrained import weights, weights_files
from autograder.data.registry import (
    FOLDER_VARIABLE,
    ImageFile,
    ImageSet,
    Photograph,
    Weights,
    all_weights,
    folder,
    image_sets,
    photographs,
)
from autograder.data.scenes import Scenes, clouds, make_scenes
from autograder.data.subsets import image_set, student_files, student_registry

__all__ = [
    "FOLDER_VARIABLE",
    "ImageFile",
    "ImageSet",
    "Photograph",
    "Scenes",
    "Weights",
    "all_weights",
    "clouds",
    "folder",
    "full_image_set",
    "image_set",
    "image_sets",
    "make_scenes",
    "photograph",
    "photograph_bytes",
    "photographs",
    "student_files",
    "student_registry",
    "use_offline_scipy_datasets",
    "weights",
    "weights_files",
]
