output "endpoint_ids" {
  description = "Ids of the VPC endpoints by service, those included that were there before."
  value = merge(
    { for service, endpoint in aws_vpc_endpoint.interface : service => endpoint.id },
    {
      "ecr.api" = "vpce-0eeeeeeeeeeeeeee3"
      "ecr.dkr" = "vpce-0ddddddddddddddd1"
      "s3"      = "vpce-0ccccccccccccccc2"
    },
  )
}

output "security_group_id" {
  description = "Id of the security group of the interface endpoints."
  value       = aws_security_group.endpoints.id
}

output "s3_prefix_list_id" {
  description = "Id of the prefix list of S3: security groups that restrict egress must let 443/tcp out to it."
  value       = data.aws_prefix_list.s3.id
}
